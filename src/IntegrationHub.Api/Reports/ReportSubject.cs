using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Progress;

namespace IntegrationHub.Api.Reports;

/// <summary>A unit as a report speaks of it.</summary>
internal sealed record ReportUnit(string Name, string? Parent);

/// <summary>What a report is made from: the rows of one unit, and the names of all that they mention.</summary>
/// <param name="Find">Null: a unit that nobody knows the name of.</param>
/// <param name="TitleOf">The title of a plan.</param>
internal sealed record ReportSubject(Plan Plan, string Unit, IReadOnlyList<ProgressRow> Rows, Func<string, ReportUnit?> Find, Func<string, string> TitleOf)
{
    /// <summary>The days that most rows are of.</summary>
    public RowPeriod? Usual { get; } = Rows.GroupBy(r => r.Period).OrderByDescending(g => g.Count()).FirstOrDefault()?.Key;

    public string NameOf(string unit) => Find(unit)?.Name ?? unit;

    /// <summary>A people's committee writes in its own name (Decree 30/2020/ND-CP, appendix I); what belongs to one names it above.</summary>
    public string? Superior => IsCommittee(NameOf(Unit)) || Find(Unit)?.Parent is not { } parent || Find(parent) is not { } above || IsProvince(above.Name) ? null : above.Name;

    /// <summary>The province, without the word for what it is.</summary>
    public string Place
    {
        get
        {
            var at = Unit;
            for (var steps = 0; steps < 32 && Find(at)?.Parent is { } parent && Find(parent) is not null; steps++)
            {
                at = parent;
            }

            var name = NameOf(at);
            return IsProvince(name) ? name[(name.IndexOf(' ', StringComparison.Ordinal) is var kind && name.StartsWith("Thành phố ", StringComparison.Ordinal) ? "Thành phố ".Length : kind + 1)..] : "…………";
        }
    }

    private static bool IsCommittee(string name) => name.StartsWith("Ủy ban nhân dân", StringComparison.OrdinalIgnoreCase) || name.StartsWith("UBND", StringComparison.Ordinal);

    private static bool IsProvince(string name) => name.StartsWith("Tỉnh ", StringComparison.Ordinal) || name.StartsWith("Thành phố ", StringComparison.Ordinal);
}
