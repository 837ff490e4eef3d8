using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Store.Catalogue.Reading;
using IntegrationHub.Store.Catalogue.Yaml;

namespace IntegrationHub.Store.Catalogue.Checks;

/// <summary>Units, their tree on every day, and agency codes.</summary>
internal static class UnitChecks
{
    public static void Run(Draft draft, FindingLog log)
    {
        Duplicates.Report(draft.Units, u => u.Id, "id", "Unit", log);
        CheckVersions(draft, log);
        CheckTree(draft, log);
        SuccessionChecks.Run(draft, log);
        CheckAliases(draft, log);
    }

    /// <summary>True if known; else reports it.</summary>
    public static bool CheckKnown(string unit, Place at, Draft draft, FindingLog log)
    {
        if (draft.UnitIds.Contains(unit))
        {
            return true;
        }

        log.Error(at, LintCodes.UnitUnknown, $"There is no unit '{unit}'.", Spelling.Suggest(unit, draft.UnitIds, "Declare it in orgunits.yaml or correct the id."));
        return false;
    }

    public static void CheckKnown(IReadOnlyList<string> units, Entry entry, string property, Draft draft, FindingLog log)
    {
        for (var i = 0; i < units.Count; i++)
        {
            CheckKnown(units[i], entry.At(property, i), draft, log);
        }
    }

    public static void CheckClass(string? unitClass, Entry entry, Draft draft, FindingLog log)
    {
        if (unitClass is not null && !draft.UnitClasses.Contains(unitClass))
        {
            log.Error(entry.At("class"), LintCodes.ClassUnknown, $"No unit has the class '{unitClass}'.",
                Spelling.Suggest(unitClass, draft.UnitClasses, "Use a class of orgunits.yaml."));
        }
    }

    private static void CheckVersions(Draft draft, FindingLog log)
    {
        foreach (var (unit, entry) in draft.Units)
        {
            var versions = entry.Objects("versions").OrderBy(v => v.Date("from") ?? DateOnly.MinValue).ToList();
            for (var i = 1; i < versions.Count; i++)
            {
                if (unit.Versions[i - 1].Validity.Overlaps(unit.Versions[i].Validity))
                {
                    log.Error(versions[i].Place, LintCodes.UnitOverlap, $"This version of '{unit.Id}' overlaps the one at {versions[i - 1].Place}.", "End the older version (to) on the day on which the newer one starts (from).");
                }
            }
        }
    }

    private static void CheckTree(Draft draft, FindingLog log)
    {
        var units = draft.Units.GroupBy(u => u.Value.Id).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        var days = draft.Units.SelectMany(u => u.Value.Versions).SelectMany(v => new[] { v.Validity.From, v.Validity.To })
            .Select(d => d ?? DateOnly.MinValue).Append(DateOnly.MinValue).Distinct().Order().ToList();
        var reported = new HashSet<(string, string)>();
        foreach (var day in days)
        {
            foreach (var (unit, entry) in draft.Units)
            {
                if (unit.At(day) is not { Parent: { } parent } version || !reported.Add((unit.Id, parent)))
                {
                    continue;
                }

                var at = ParentPlace(unit, version, entry);
                if (!CheckKnown(parent, at, draft, log))
                {
                    continue;
                }

                if (units[parent].Value.At(day) is null)
                {
                    log.Error(at, LintCodes.UnitParent, $"The parent '{parent}' of '{unit.Id}' is not valid on {Draft.Day(day)}.", "Give the unit a version with another parent from that day, or correct the validity of the parent.");
                }
                else if (IsOnCycle(unit.Id, day, units))
                {
                    log.Error(at, LintCodes.UnitCycle, $"'{unit.Id}' is above itself: {Path(unit.Id, day, units)}.", "Correct the parent of one of them.");
                }
                else
                {
                    // Seen as sound on this day only: a parent may change its own place later.
                    reported.Remove((unit.Id, parent));
                }
            }
        }
    }

    private static Place ParentPlace(OrgUnit unit, UnitVersion version, Entry entry)
    {
        var versions = entry.Objects("versions").OrderBy(v => v.Date("from") ?? DateOnly.MinValue).ToList();
        return versions.Count == 0 ? entry.At("parent") : versions[unit.Versions.ToList().IndexOf(version)].At("parent");
    }

    private static bool IsOnCycle(string id, DateOnly day, Dictionary<string, Placed<OrgUnit>> units)
    {
        var at = ParentOf(id, day, units);
        for (var steps = 0; at is not null && steps <= units.Count; steps++, at = ParentOf(at, day, units))
        {
            if (at == id)
            {
                return true;
            }
        }

        return false;
    }

    private static string Path(string id, DateOnly day, Dictionary<string, Placed<OrgUnit>> units)
    {
        var path = new List<string> { id };
        do
        {
            path.Add(ParentOf(path[^1], day, units)!);
        }
        while (path[^1] != id);
        return string.Join(" > ", path);
    }

    private static string? ParentOf(string id, DateOnly day, Dictionary<string, Placed<OrgUnit>> units) =>
        units.TryGetValue(id, out var unit) ? unit.Value.At(day)?.Parent : null;

    private static void CheckAliases(Draft draft, FindingLog log)
    {
        foreach (var (alias, entry) in draft.Aliases.Where(a => a.Value.Unit is not null))
        {
            CheckKnown(alias.Unit!, entry.At("unit"), draft, log);
        }

        foreach (var same in draft.Aliases.GroupBy(a => (a.Value.Source, a.Value.Code)))
        {
            var sorted = same.OrderBy(a => a.Value.Validity.From ?? DateOnly.MinValue).ToList();
            for (var i = 1; i < sorted.Count; i++)
            {
                if (sorted[i - 1].Value.Validity.Overlaps(sorted[i].Value.Validity))
                {
                    log.Error(sorted[i].Entry.Place, LintCodes.AliasOverlap, $"The code '{same.Key.Code}' means '{sorted[i].Value.Unit}' here and '{sorted[i - 1].Value.Unit}' at {sorted[i - 1].Entry.Place} on the same days.", "End one where the other starts, or remove one.");
                }
            }
        }
    }
}
