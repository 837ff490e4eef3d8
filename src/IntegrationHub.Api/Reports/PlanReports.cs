using System.Globalization;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Periods;
using IntegrationHub.Store.Entries;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Plans;
using IntegrationHub.Store.Releases;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Api.Reports;

/// <summary>Makes the report of a plan: of the rows that the table of the plan shows now, or of those that a release keeps.</summary>
public sealed class PlanReports(PlanFigures plans, Standpoints standpoints, ReleaseBook releases, IDbContextFactory<HubDbContext> contexts)
{
    /// <summary>Before any release.</summary>
    /// <exception cref="ProgressQueryException">Unknown plan, unit, period or scope.</exception>
    public async Task<PlanReport> DraftAsync(ProgressQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var progress = await plans.ProgressAsync(query, cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var standpoint = await standpoints.OfAsync(db, query.Known, query.View, cancellationToken);
        var (catalogue, tree) = (standpoint.Catalogue.Catalogue, standpoint.Catalogue.Tree);
        var plan = catalogue.Plans[query.Plan];
        var calendar = query.Calendar ?? plan.Calendar;
        var period = query.Period is null ? null : Period.TryParse(query.Period, calendar, out var asked, out _) ? asked : null;
        var span = period?.Interval ?? new Interval(CalendarYear.Start(calendar, CalendarYear.MonthOf(calendar, standpoint.Today.AddDays(-1)).Year), standpoint.Today);
        var units = tree.Members(progress.Unit, Scope.Subtree, span).Select(m => m.Unit.Id).Append(progress.Unit).ToHashSet(StringComparer.Ordinal);
        var difficulties = await Difficulties.ReadAsync(db, plan.Id, units, span, standpoint.Knowledge, cancellationToken);
        var subject = new ReportSubject(
            plan, progress.Unit, progress.Rows,
            unit => (tree.VersionIn(unit, span) ?? tree.Find(unit)?.Latest) is { } version ? new(version.Name.Vi, version.Parent) : null,
            id => catalogue.Plans.TryGetValue(id, out var found) ? found.Title.Vi : id);
        return Of(subject, period, progress.View, difficulties.Select(d => (d.Unit, d.Note))) with
        {
            CutOff = $"Số liệu ghi nhận đến {ReportText.Instant(progress.AsOf)}{ViewText(progress.View)}",
            Draft = "DỰ THẢO: chưa phải số liệu phát hành",
        };
    }

    /// <summary>What a release keeps, whatever became of its figures since.</summary>
    /// <param name="unit">Null: the plan's owner.</param>
    /// <exception cref="ReleaseException">There is none.</exception>
    /// <exception cref="ProgressQueryException">The release has no such unit.</exception>
    public async Task<PlanReport> ReleasedAsync(long id, string? unit, CancellationToken cancellationToken)
    {
        var (release, content) = (await releases.FindAsync(id, cancellationToken), await releases.ContentAsync(id, cancellationToken));
        var asked = unit ?? content.Plan.Owner;
        var rows = content.Rows.Where(r => r.Unit == asked).ToList();
        if (rows.Count == 0)
        {
            throw new ProgressQueryException("unknown-unit", $"release {id} has no figures of a unit '{asked}'");
        }

        var period = content.Period is not null && Period.TryParse(content.Period, content.Calendar == "admin" ? CalendarKind.Admin : CalendarKind.Gregorian, out var found, out _) ? found : null;
        var units = content.Units.ToDictionary(u => u.Id, u => new ReportUnit(u.Name, u.Parent), StringComparer.Ordinal);
        var below = content.Units.Where(u => IsWithin(u.Id, asked, units)).Select(u => u.Id).ToHashSet(StringComparer.Ordinal);
        var subject = new ReportSubject(PlanOf(content), asked, rows, u => units.GetValueOrDefault(u), plan => plan == content.Plan.Id ? content.Plan.Title : plan);
        return Of(subject, period, content.View, content.Difficulties.Where(d => below.Contains(d.Unit)).Select(d => (d.Unit, d.Text))) with
        {
            CutOff = $"Số liệu chốt đến hết ngày {ReportText.Day(content.CutOff.AddDays(-1))}, ghi nhận đến {ReportText.Instant(content.AsKnownAt)}{ViewText(content.View)}",
            Draft = release.WithdrawnAt is not null ? "BẢN PHÁT HÀNH ĐÃ HỦY" : release.ApprovedAt is null ? "DỰ THẢO: bản phát hành chưa được ký duyệt" : null,
            Certificate = [.. Certificate(release)],
        };
    }

    private static IEnumerable<string> Certificate(Release release)
    {
        yield return string.Create(CultureInfo.InvariantCulture, $"Bản phát hành số {release.Id}, do {release.PreparedBy} lập {ReportText.Instant(release.PreparedAt)}");
        if (release is { SubmittedBy: { } submitted, SubmittedAt: { } at })
        {
            yield return $"Trình ký: {submitted}, {ReportText.Instant(at)}";
        }

        if (release is { ApprovedBy: { } approved, ApprovedAt: { } signed })
        {
            yield return $"Ký duyệt: {approved}, {ReportText.Instant(signed)}";
        }

        if (release.Digest is { } digest)
        {
            yield return $"Mã kiểm tra (SHA-256): {digest}";
        }
    }

    private static Plan PlanOf(ReleaseContent content) => new()
    {
        Id = content.Plan.Id,
        Title = new(content.Plan.Title),
        Owner = content.Plan.Owner,
        Year = content.Plan.Year,
        SignedBy = content.Plan.SignedBy,
        Rows = [.. content.Lines.Select(l => new PlanRow
        {
            No = l.No,
            Indicator = l.Indicator,
            Origin = l.Origin switch { "body" => RowOrigin.Body, "milestone" => RowOrigin.Milestone, "text" => RowOrigin.Text, _ => RowOrigin.Table },
            Title = l.Title,
            Clause = l.Clause,
            Group = l.Group,
            Lead = l.Lead,
            Monitor = l.Monitor,
            Cooperating = l.Cooperating,
            Target = l.Due is null ? null : new(TargetOperator.Done, null, null, null, l.Target ?? "", Validity.Always, l.Due),
        })],
    };

    private static bool IsWithin(string unit, string top, Dictionary<string, ReportUnit> units)
    {
        var at = unit;
        for (var steps = 0; steps < 32 && at != top && units.TryGetValue(at, out var found) && found.Parent is { } parent; steps++)
        {
            at = parent;
        }

        return at == top;
    }

    private static string ViewText(string view) => view == "as-was" ? "" : "; theo địa giới hiện nay";

    private static PlanReport Of(ReportSubject subject, Period? period, string view, IEnumerable<(string Unit, string Text)> difficulties)
    {
        var lines = ReportLines.Of(subject);
        var (signedAs, signedBy) = Signature(subject.Unit == subject.Plan.Owner ? subject.Plan.SignedBy : null);
        return new PlanReport
        {
            Superior = subject.Superior,
            Agency = subject.NameOf(subject.Unit),
            PlaceAndDate = $"{subject.Place}, ngày      tháng      năm",
            Plan = subject.Plan.Title.Vi,
            Period = ReportText.Period(period, subject.Usual),
            CutOff = ViewText(view),
            Summary = Summary(lines),
            Lines = lines,
            Difficulties = [.. difficulties.OrderBy(d => d.Unit == subject.Unit ? 0 : 1).ThenBy(d => d.Unit, StringComparer.Ordinal).Select(d => new ReportDifficulty(subject.NameOf(d.Unit), ReportText.Clean(d.Text)))],
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
