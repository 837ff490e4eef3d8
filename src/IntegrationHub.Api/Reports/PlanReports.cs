using System.Globalization;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Display;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Periods;
using IntegrationHub.Store.Entries;
using IntegrationHub.Store.Figures;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Plans;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Api.Reports;

/// <summary>Makes the report of a plan from the same rows that the table of the plan shows.</summary>
public sealed class PlanReports(PlanFigures plans, Standpoints standpoints, IDbContextFactory<HubDbContext> contexts)
{
    /// <summary>Before any release.</summary>
    /// <exception cref="ProgressQueryException">Unknown plan, unit, period or scope.</exception>
    public async Task<PlanReport> DraftAsync(ProgressQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var progress = await plans.ProgressAsync(query, cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var standpoint = await standpoints.OfAsync(db, query.Known, query.View, cancellationToken);
        var plan = standpoint.Catalogue.Catalogue.Plans[query.Plan];
        var calendar = query.Calendar ?? plan.Calendar;
        var period = query.Period is null ? null : Period.TryParse(query.Period, calendar, out var asked, out _) ? asked : null;
        var span = period?.Interval ?? new Interval(CalendarYear.Start(calendar, CalendarYear.MonthOf(calendar, standpoint.Today.AddDays(-1)).Year), standpoint.Today);
        var units = standpoint.Catalogue.Tree.Members(progress.Unit, Scope.Subtree, span).Select(m => m.Unit.Id).Append(progress.Unit).ToHashSet(StringComparer.Ordinal);
        var difficulties = await Difficulties.ReadAsync(db, plan.Id, units, span, standpoint.Knowledge, cancellationToken);
        return Of(standpoint.Catalogue, plan, progress, period, span, difficulties);
    }

    private static PlanReport Of(FigureCatalogue catalogue, Plan plan, Progress progress, Period? period, Interval span, IReadOnlyList<Difficulty> difficulties)
    {
        var tree = catalogue.Tree;
        var lines = ReportLines.Of(catalogue.Catalogue, plan, progress.Rows);
        var (signedAs, signedBy) = Signature(progress.Unit == plan.Owner ? plan.SignedBy : null);
        return new PlanReport
        {
            Superior = SuperiorOf(tree, progress.Unit, span),
            Agency = NameIn(tree, progress.Unit, span),
            PlaceAndDate = $"{PlaceOf(tree, progress.Unit, span)}, ngày      tháng      năm",
            Plan = plan.Title.Vi,
            Period = ReportText.Period(period, ReportLines.UsualPeriod(progress.Rows)),
            CutOff = $"Số liệu ghi nhận đến {ReportText.Instant(progress.AsOf)}{(progress.View == "as-was" ? "" : "; theo địa giới hiện nay")}",
            Draft = "DỰ THẢO: chưa phải số liệu phát hành",
            Summary = Summary(lines),
            Lines = lines,
            Difficulties = [.. difficulties.OrderBy(d => d.Unit == progress.Unit ? 0 : 1).ThenBy(d => d.Unit, StringComparer.Ordinal).Select(d => new ReportDifficulty(NameIn(tree, d.Unit, span), ReportText.Clean(d.Note)))],
            SignedAs = signedAs,
            SignedBy = signedBy,
        };
    }

    private static string Summary(IReadOnlyList<ReportLine> lines)
    {
        var figures = lines.Where(l => l.Kind is ReportLineKind.Figure).ToList();
        var verdicts = figures.GroupBy(l => l.Verdict).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.Key} {g.Count()}"));
        return string.Create(CultureInfo.InvariantCulture, $"Tổng số {figures.Count} dòng: {string.Join("; ", verdicts)}.");
    }

    private static string NameIn(OrgTree tree, string unit, Interval span) => tree.VersionIn(unit, span)?.Name.Vi ?? tree.Find(unit)?.Latest.Name.Vi ?? unit;

    // A people's committee writes in its own name (Decree 30/2020/ND-CP, appendix I); what belongs to one names it above.
    private static string? SuperiorOf(OrgTree tree, string unit, Interval span) =>
        tree.Find(unit)?.Class == "peoples-committee" ? null
        : tree.VersionIn(unit, span)?.Parent is { } parent && tree.Find(parent) is { Class: not "administrative-area" } ? NameIn(tree, parent, span) : null;

    private static string PlaceOf(OrgTree tree, string unit, Interval span)
    {
        var root = tree.PathAt(unit, span.To.AddDays(-1)) is [.., var last] ? NameIn(tree, last, span) : "";
        string[] kinds = ["Tỉnh ", "Thành phố "];
        return kinds.FirstOrDefault(k => root.StartsWith(k, StringComparison.Ordinal)) is { } kind ? root[kind.Length..] : "…………";
    }

    /// <summary>The plan names who signs it: in capitals in what office, then the person.</summary>
    private static (IReadOnlyList<string> As, string? By) Signature(string? signedBy)
    {
        if (signedBy is null)
        {
            return (["THỦ TRƯỞNG CƠ QUAN, ĐƠN VỊ"], null);
        }

        var words = signedBy.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var office = words.TakeWhile(w => !w.Any(char.IsLower)).ToList();
        var name = string.Join(' ', words.Skip(office.Count));
        return (string.Join(' ', office) is var text && text.StartsWith("TM. ", StringComparison.Ordinal) && text.IndexOf(" CHỦ TỊCH", StringComparison.Ordinal) is var head and > 0
            ? [text[..head], text[(head + 1)..]] : [text], name.Length == 0 ? null : name);
    }
}
