using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Progress;
using IntegrationHub.Store.Figures;

namespace IntegrationHub.Api.Plans;

/// <summary>A body that leads figures of a plan, or watches over them, with all of these.</summary>
/// <param name="Agency">As the plan writes it: one unit, or words for many.</param>
/// <param name="Unit">The unit that it is; null for words that mean several, or none that the catalogue has.</param>
/// <param name="Role">lead or monitor.</param>
/// <param name="Verdicts">How many of the figures have each verdict.</param>
public sealed record Responsibility(string Agency, string? Unit, string Role, IReadOnlyDictionary<string, int> Verdicts, IReadOnlyList<ResponsibleFor> Figures);

/// <param name="No">Number as printed.</param>
public sealed record ResponsibleFor(string No, string Indicator, string Title, string Clause, string Display, string Verdict, string Status, RowTarget? Target, RowPeriod Period)
{
    internal static ResponsibleFor Of(PlanRow printed, ProgressRow row) =>
        new(printed.No, row.Indicator, row.Title, printed.Clause, row.Display, row.Verdict, row.Status, row.Target, row.Period);
}

internal static class Responsibilities
{
    public const string Lead = "lead";
    public const string Monitor = "monitor";

    /// <summary>In the order in which the plan first names them.</summary>
    public static IReadOnlyList<Responsibility> Of(FigureCatalogue catalogue, Plan plan, IReadOnlyList<ProgressRow> rows, string role, string? agency)
    {
        var units = UnitsByName(catalogue.Catalogue);
        return [.. PrintedRows.Paired(plan, rows).Where(p => p.Row.Part is null)
            .SelectMany(p => (role == Lead ? p.Printed.Lead : p.Printed.Monitor).Select(a => (Agency: a, p.Printed, p.Row)))
            .GroupBy(p => p.Agency, StringComparer.OrdinalIgnoreCase)
            .Select(g => new Responsibility(
                g.Key, units.GetValueOrDefault(g.Key), role, g.GroupBy(p => p.Row.Verdict).ToDictionary(v => v.Key, v => v.Count()), [.. g.Select(p => ResponsibleFor.Of(p.Printed, p.Row))]))
            .Where(r => agency is null || r.Unit == agency || r.Agency.Equals(agency, StringComparison.OrdinalIgnoreCase))];
    }

    /// <summary>A name that several units have is nobody's.</summary>
    private static Dictionary<string, string?> UnitsByName(HubCatalogue catalogue) => catalogue.Units.Values
        .SelectMany(u => u.Versions.SelectMany(v => new[] { v.Name.Vi, v.ShortName }).Concat(u.OtherNames).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase).Select(n => (Name: n, u.Id)))
        .GroupBy(n => n.Name, StringComparer.OrdinalIgnoreCase)
        .ToDictionary(g => g.Key, g => g.Select(n => n.Id).Distinct().ToList() is [var only] ? only : null, StringComparer.OrdinalIgnoreCase);
}
