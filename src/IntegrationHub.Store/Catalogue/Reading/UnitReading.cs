using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Store.Catalogue.Yaml;

namespace IntegrationHub.Store.Catalogue.Reading;

/// <summary>orgunits.yaml, succession.yaml, aliases/ and calendars.yaml.</summary>
internal static class UnitReading
{
    public static void ReadUnits(Entry file, Draft draft, FindingLog log)
    {
        foreach (var entry in file.Objects("units"))
        {
            var versions = entry.Objects("versions");
            if (versions.Count == 0)
            {
                RequireHere(entry, "level", log);
                RequireHere(entry, "name", log);
            }
            else if (CatalogueShapes.UnitVersion.Properties.Select(p => p.Name).FirstOrDefault(entry.Has) is { } twice)
            {
                log.Error(entry.At(twice), LintCodes.Duplicate, $"'{twice}' is given beside versions.", "Move it into each version.");
            }

            IReadOnlyList<UnitVersion> read = versions.Count == 0
                ? [VersionOf(entry, Validity.Always)]
                : [.. versions.Select(v => VersionOf(v, Draft.ValidityOf(v, log))).OrderBy(v => v.Validity.From ?? DateOnly.MinValue)];
            draft.Units.Add(new(new(entry.Text("id") ?? "", entry.Text("class") ?? "", read) { OtherNames = entry.Texts("otherNames") }, entry));
        }
    }

    public static void ReadSuccessions(Entry file, Draft draft)
    {
        foreach (var entry in file.Objects("events"))
        {
            draft.Successions.Add(new(
                new(entry.Date("effective") ?? default, entry.Word<SuccessionKind>("kind") ?? default, entry.Texts("from"), entry.Texts("to"), entry.Text("legalRef") ?? "")
                {
                    Gap = entry.Text("gap"),
                    Shares = [.. entry.Objects("shares").Select(s => new SuccessionShare(s.Text("to") ?? "", s.Number("share") ?? 0, s.Text("metric")))],
                },
                entry));
        }
    }

    public static void ReadAliases(Entry file, string path, Draft draft, FindingLog log)
    {
        var source = file.Text("source") ?? Path.GetFileNameWithoutExtension(path);
        foreach (var entry in file.Objects("aliases"))
        {
            draft.Aliases.Add(new(
                new(source, entry.Text("code") ?? "", entry.Text("unit"), Draft.ValidityOf(entry, log), entry.Flag("synthetic") ?? false),
                entry));
        }
    }

    public static void ReadCalendars(Entry file, Draft draft, FindingLog log)
    {
        draft.Holidays.UnionWith(file.Objects("holidays").SelectMany(e => DaysOf(e, log)));
        draft.WorkedWeekendDays.UnionWith(file.Objects("workingDays").SelectMany(e => DaysOf(e, log)));
    }

    private static IEnumerable<DateOnly> DaysOf(Entry entry, FindingLog log)
    {
        if (entry.Date("date") is { } day)
        {
            return [day];
        }

        if (Draft.ValidityOf(entry, log) is not { From: { } from, To: { } to })
        {
            log.Error(entry.Place, LintCodes.PropertyMissing, "The day is missing.", "Write date, or from and to.");
            return [];
        }

        return Enumerable.Range(0, Math.Min(31, to.DayNumber - from.DayNumber)).Select(from.AddDays);
    }

    private static UnitVersion VersionOf(Entry entry, Validity validity) => new(
        validity, entry.Text("parent"), entry.Word<Level>("level") ?? Level.External, entry.Localized("name") ?? new(""), entry.Text("shortName"), entry.Text("code"));

    private static void RequireHere(Entry entry, string property, FindingLog log)
    {
        if (!entry.Has(property))
        {
            log.Error(entry.Place, LintCodes.PropertyMissing, $"'{property}' is missing in a unit without versions.", $"Add {property}, or versions that have it.");
        }
    }
}
