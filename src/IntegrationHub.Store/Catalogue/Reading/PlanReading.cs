using System.Globalization;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Store.Catalogue.Yaml;

namespace IntegrationHub.Store.Catalogue.Reading;

/// <summary>plans/.</summary>
internal static class PlanReading
{
    public static void Read(Entry file, Draft draft, FindingLog log) => draft.Plans.Add(new(
        new()
        {
            Id = file.Text("id") ?? "",
            Title = file.Localized("title") ?? new(""),
            Owner = file.Text("owner") ?? "",
            Parent = file.Text("parent"),
            Year = file.WholeNumber("year") ?? 0,
            Calendar = file.Word<CalendarKind>("calendar") ?? CalendarKind.Gregorian,
            Number = file.Text("number"),
            Date = file.Date("date"),
            SignedBy = file.Text("signedBy"),
            BasedOn = file.Texts("basedOn"),
            Remarks = file.Texts("remarks"),
            Rows = [.. file.Objects("rows").Select(r => RowOf(r, log))],
            Reporting = [.. file.Objects("reporting").Select((d, i) => DutyOf(d, i, log))],
        },
        file));

    private static PlanRow RowOf(Entry entry, FindingLog log) => new()
    {
        No = entry.Text("row") ?? "",
        Indicator = entry.Text("indicator") ?? "",
        Origin = entry.Word<RowOrigin>("origin") ?? default,
        Title = entry.Text("title") ?? "",
        TitleInBody = entry.Text("titleInBody"),
        Clause = entry.Text("clause") ?? "",
        Exclusion = entry.Text("exclusion"),
        Scope = entry.Text("scope"),
        Group = entry.Text("group"),
        Levels = entry.WordList<Level>("levels"),
        Target = entry.Object("target") is { } target ? TargetOf(target, log) : null,
        Parts = [.. entry.Objects("parts").Select(p => new PlanPart(p.Text("indicator") ?? "", p.Text("label") ?? "", PartTarget(p, log)))],
        Lead = entry.Texts("lead"),
        Monitor = entry.Texts("monitor"),
        Cooperating = entry.Texts("cooperating"),
        Notes = entry.Texts("notes"),
    };

    private static Target PartTarget(Entry part, FindingLog log) => part.Object("target") is { } target
        ? TargetOf(target, log)
        : new(TargetOperator.None, null, null, null, "", Validity.Always);

    private static Target TargetOf(Entry entry, FindingLog log)
    {
        var op = entry.Text("op") is { } symbol ? (TargetOperator)CatalogueShapes.Operators.ToList().IndexOf(symbol) : TargetOperator.None;
        var ends = entry.Threshold("value");
        var selector = new TargetSelector(entry.Text("unit"), entry.Text("class"), entry.Word<Level>("level"));
        return new(
            op, ends.Count > 0 ? ends[0] : null, ends.Count > 1 ? ends[1] : null, selector == new TargetSelector() ? null : selector,
            entry.Text("asWritten") ?? "", Draft.ValidityOf(entry, log), entry.Date("due"));
    }

    private static ReportingDuty DutyOf(Entry entry, int place, FindingLog log) => new(
        entry.Text("who") ?? "", entry.Text("frequency") ?? "", entry.Text("asWritten"), entry.Text("to"), entry.Text("clause"),
        entry.WholeNumber("beforeDay"), entry.Date("beforeDate"), entry.Text("via"), entry.Text("note"))
    {
        Id = entry.Text("id") ?? string.Create(CultureInfo.InvariantCulture, $"duty-{place + 1}"),
        What = entry.Text("what"),
        Roster = [.. entry.Objects("roster").Select(r => MeasureReading.RosterOf(r, log))],
        Receiver = entry.Text("receiver"),
        RemindDays = entry.WholeNumber("remindDays") ?? 7,
        ByDay = entry.WholeNumber("byDay"),
        ByDate = entry.Date("byDate"),
        Rolls = entry.Text("roll") is "working-day",
    };
}
