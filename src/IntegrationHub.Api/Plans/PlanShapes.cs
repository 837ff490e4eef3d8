using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Progress;
using IntegrationHub.Indicators.Targets;
using IntegrationHub.Store.Figures;

namespace IntegrationHub.Api.Plans;

/// <param name="Units">The owner and all below it that report today, each after the one above it; of these those that the caller may see.</param>
public sealed record PlanSummary(
    string Id, Text Title, string Owner, int Year, string? Parent, string Calendar, string? Number, DateOnly? Date, IReadOnlyList<PlanUnit> Units)
{
    public static PlanSummary Of(FigureCatalogue catalogue, Plan plan, DateOnly today, IReadOnlySet<string>? mine) => new(
        plan.Id, plan.Title, plan.Owner, plan.Year, plan.Parent, plan.Calendar is CalendarKind.Admin ? "admin" : "gregorian", plan.Number, plan.Date,
        [.. from id in catalogue.Tree.SubtreeAt(plan.Owner, today)
            where mine is null || mine.Contains(id)
            where id == plan.Owner || catalogue.Tree.IsExpected(id, today)
            let version = catalogue.Tree.VersionAt(id, today)!
            select new PlanUnit(id, version.Name, Levels.Word(version.Level), version.Parent)]);
}

public sealed record PlanUnit(string Id, Text Name, string Level, string? Parent);

public sealed record PlanDetail(
    string Id, Text Title, string Owner, int Year, string? Parent, string Calendar, string? Number, DateOnly? Date, string? SignedBy,
    IReadOnlyList<string> BasedOn, IReadOnlyList<string> Remarks, IReadOnlyList<PlanUnit> Units, IReadOnlyList<PlanDetailRow> Rows, IReadOnlyList<ReportingDuty> Reporting)
{
    public static PlanDetail Of(FigureCatalogue catalogue, Plan plan, DateOnly today, IReadOnlySet<string>? mine)
    {
        var summary = PlanSummary.Of(catalogue, plan, today, mine);
        return new(
            summary.Id, summary.Title, summary.Owner, summary.Year, summary.Parent, summary.Calendar, summary.Number, summary.Date, plan.SignedBy,
            plan.BasedOn, plan.Remarks, summary.Units, [.. plan.Rows.Select(r => PlanDetailRow.Of(catalogue.Catalogue, plan, r))], plan.Reporting);
    }
}

/// <param name="No">Number as printed, or the place in the text.</param>
/// <param name="Clause">Where in the document.</param>
/// <param name="TitleInBody">The words of the body, where they differ from the table.</param>
/// <param name="Levels">Levels whose own verdicts are formed; empty means the plan's figure only.</param>
public sealed record PlanDetailRow(
    string No, string Indicator, RowKind? Kind, RowOrigin Origin, string Title, string? TitleInBody, string Clause, string? Exclusion, string? Scope, string? Group,
    IReadOnlyList<string> Levels, PlanTarget? Target, IReadOnlyList<PlanDetailPart> Parts, PlanDefinition? Definition,
    IReadOnlyList<string> Lead, IReadOnlyList<string> Monitor, IReadOnlyList<string> Cooperating, IReadOnlyList<string> Notes)
{
    internal static PlanDetailRow Of(HubCatalogue catalogue, Plan plan, PlanRow row) => new(
        row.No, row.Indicator, catalogue.Indicators.GetValueOrDefault(row.Indicator)?.Kind, row.Origin, row.Title, row.TitleInBody, row.Clause, row.Exclusion, row.Scope, row.Group,
        [.. row.Levels.Select(l => IntegrationHub.Indicators.OrgUnits.Levels.Word(l))], PlanTarget.Of(plan, row.Target),
        [.. row.Parts.Select(p => new PlanDetailPart(p.Indicator, p.Label, PlanTarget.Of(plan, p.Target)!, PlanDefinition.Of(catalogue, p.Indicator)))],
        PlanDefinition.Of(catalogue, row.Indicator), row.Lead, row.Monitor, row.Cooperating, row.Notes);
}

public sealed record PlanDetailPart(string Indicator, string Label, PlanTarget Target, PlanDefinition? Definition);

/// <param name="Threshold">Exact decimal; two with a comma for a closed range.</param>
/// <param name="Selector">all, unit:ID, class:NAME or level:NAME.</param>
/// <param name="To">Exclusive end of validity.</param>
public sealed record PlanTarget(string Operator, string? Threshold, string Selector, string AsWritten, DateOnly? From, DateOnly? To, DateOnly? Due)
{
    internal static PlanTarget? Of(Plan plan, Target? target) => target is null || TargetText.Of(new ResolvedTarget(target, plan)) is not { } text
        ? null
        : new(text.Operator, text.Threshold, text.Selector, target.AsWritten, target.Validity.From, target.Validity.To, target.Due);
}

/// <param name="Assumed">Why the definition is an assumption; null when a public text fixes it.</param>
public sealed record PlanDefinition(Text Name, string? Formula, string? Assumed, string? Alternative)
{
    internal static PlanDefinition? Of(HubCatalogue catalogue, string indicator) =>
        catalogue.Indicators.TryGetValue(indicator, out var found) ? new(found.Name, found.Formula, found.Assumed, found.Alternative) : null;
}
