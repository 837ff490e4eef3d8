using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Store.Catalogue.Yaml;

namespace IntegrationHub.Store.Catalogue.Reading;

/// <summary>metrics.yaml, indicators.yaml and systems.yaml.</summary>
internal static class MeasureReading
{
    public static void ReadSystems(Entry file, Draft draft, FindingLog log) => draft.Systems.AddRange(file.Objects("systems").Select(entry => new Placed<InformationSystem>(
        new(
            entry.Text("code") ?? "", entry.Word<SystemGroup>("group") ?? default, entry.Localized("name") ?? new(""), entry.Word<SystemRole>("role") ?? SystemRole.None,
            [.. entry.WordList<SystemRole>("also")], entry.Texts("connectors"), entry.Texts("indicators"), entry.Text("namedIn") ?? "")
        {
            Owner = entry.Text("owner"),
            Listed = Draft.ValidityOf(entry, log),
            Sharing = [.. entry.Objects("sharing").Select(f => new SharingFact(f.Date("since") ?? default, f.Flag("connected") ?? false, f.Text("document")))],
        },
        entry)));

    public static void ReadMetrics(Entry file, Draft draft, FindingLog log)
    {
        foreach (var entry in file.Objects("feeds"))
        {
            draft.Feeds.Add(new(
                new(entry.Text("name") ?? "", entry.Word<FeedKind>("kind") ?? default, entry.Word<Grain>("grain") ?? default, entry.Word<CalendarKind>("calendar") ?? CalendarKind.Gregorian),
                entry));
        }

        foreach (var entry in file.Objects("metrics"))
        {
            draft.Metrics.Add(new(
                new()
                {
                    Code = entry.Text("code") ?? "",
                    Name = entry.Localized("name") ?? new(""),
                    Kind = entry.Word<MetricKind>("kind") ?? default,
                    Unit = entry.Text("unit") ?? "",
                    Scale = entry.WholeNumber("scale") ?? 0,
                    SubsetOf = entry.Text("subsetOf"),
                    Feeds = entry.Map("feeds").ToDictionary(f => f.Name, f => f.Entry.Text("on"), StringComparer.Ordinal).AsReadOnly(),
                    Authorities = [.. entry.Objects("authorities").Select(a => AuthorityOf(a, log))],
                    Roster = [.. entry.Objects("roster").Select(r => RosterOf(r, log))],
                    Totals = [.. entry.Objects("totals").Select(r => RosterOf(r, log))],
                    CarryForward = entry.WholeNumber("carryForward") ?? 0,
                    ResetsYearly = entry.Text("resets") is not "never",
                    Anchors = [.. entry.Objects("anchors").Select(a => new CounterAnchor(a.Date("day") ?? default, a.Number("value") ?? 0, a.Text("unit")))],
                    Jump = JumpOf(entry.Object("jump"), entry.Text("unit") ?? ""),
                    Versions = [.. entry.Objects("versions").Select(v => new MetricVersion(
                        v.Date("from") ?? default, v.Text("text"), v.Text("legalRef"), v.Flag("comparable") ?? false, v.Text("bridge")))],
                },
                entry));
        }
    }

    public static void ReadIndicators(Entry file, Draft draft)
    {
        foreach (var entry in file.Objects("indicators"))
        {
            draft.Indicators.Add(new(
                new()
                {
                    Code = entry.Text("code") ?? "",
                    Name = entry.Localized("name") ?? new(""),
                    Kind = entry.Word<RowKind>("kind") ?? default,
                    Group = entry.Text("group"),
                    Formula = entry.Text("formula"),
                    ValueMetric = entry.Text("value"),
                    WorstUnitWeek = entry.Text("worstOf") is "unit-week",
                    Feed = entry.Text("feed"),
                    IndependentPairing = entry.Text("pairing") is "independent",
                    Decimals = entry.WholeNumber("decimals") ?? 1,
                    MinCoverage = entry.Number("minCoverage") ?? 2m / 3m,
                    Basis = entry.Text("basis"),
                    Assumed = entry.Text("assumed"),
                    Alternative = entry.Text("alternative"),
                    National = entry.Object("national") is { } national
                        ? new(national.Text("percent") ?? "", national.Text("numerator"), national.Text("denominator"), national.Text("definition") ?? "") : null,
                },
                entry));
        }
    }

    private static JumpLimit? JumpOf(Entry? entry, string unit) => entry?.Flag("off") is true ? null
        : new(entry?.WholeNumber("factor") ?? JumpLimit.DefaultFactor, entry?.Number("floor") ?? JumpLimit.DefaultFloor(unit));

    private static Authority AuthorityOf(Entry entry, FindingLog log) =>
        new(entry.Text("feed") ?? "", entry.Text("class"), entry.Word<CalendarKind>("calendar"), Draft.ValidityOf(entry, log));

    internal static RosterEntry RosterOf(Entry entry, FindingLog log) =>
        new(entry.Text("class"), entry.Word<Level>("level"), entry.Texts("units"), Draft.ValidityOf(entry, log));
}
