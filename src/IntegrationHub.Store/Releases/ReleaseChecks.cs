using System.Globalization;
using IntegrationHub.Indicators.Progress;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Plans;
using IntegrationHub.Store.Sources;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Releases;

/// <summary>
/// What stands against signing a release: figures that are not complete, what was refused and not settled, sources that are behind, entries that nobody has
/// confirmed; and whether every figure comes out the same when it is counted anew from the cells. All as it was known at the release's instant: what was
/// mended since is in the next one.
/// </summary>
public sealed class ReleaseChecks(IDbContextFactory<HubDbContext> contexts, ILedgerDialect dialect, Standpoints standpoints, ReleaseRows table, CodeTable codes, SlotTable slots)
{
    public const string NotReproducible = "NotReproducible";

    private const int ShownUnits = 3;

    // In this order they are listed for a row; the first three are what a row's status says, the others its marks.
    private static readonly (string Code, string Text, string Remedy)[] Of =
    [
        ("Invalid", "số liệu không hợp lệ", "sửa số liệu tại nguồn rồi đồng bộ lại; 'hub quarantine list' cho biết bản ghi nào"),
        ("NoData", "chưa có số liệu", "kiểm tra nguồn của chỉ tiêu ('hub source list'), hoặc nhập số có văn bản chứng minh ('hub entry add')"),
        ("Partial", "thiếu số liệu", "đồng bộ phần còn thiếu ('hub source backfill'), hoặc đề nghị đơn vị gửi bổ sung"),
        ("Stale", "số liệu cũ", "đồng bộ lại nguồn ('hub source pull')"),
        ("Open", "kỳ của số liệu chưa kết thúc", "chờ hết kỳ rồi lập bản phát hành"),
        (Marks.Greyed, "độ đầy đủ dưới mức tối thiểu của chỉ tiêu", "đồng bộ phần còn thiếu ('hub source backfill'), hoặc đề nghị đơn vị gửi bổ sung"),
        (Marks.Frozen, "nguồn đổi cấu trúc, số đang giữ là số cũ", "xử lý bản ghi bị từ chối ('hub quarantine list')"),
        (Marks.Held, "số thay đổi bất thường, chờ người xác nhận", "xem và xác nhận hoặc bỏ qua ('hub quarantine replay --accept', 'hub quarantine discard')"),
        (Marks.Rejected, "có bản ghi bị từ chối chưa xử lý", "sửa rồi chạy lại, hoặc bỏ qua có lý do ('hub quarantine list')"),
        (Marks.Reconcile, "lệch đối soát giữa hai nguồn", "xem chênh lệch và định nghĩa của hai nguồn; số liệu không bị sửa"),
        (Marks.Estimated, "có phần ước tính", "đề nghị đơn vị gửi số liệu thật; số ước tính không thành chính thức"),
        (Marks.Break, "đứt chuỗi so sánh trong kỳ", "xem số của từng đoạn; kết luận không được đưa ra"),
    ];

    public async Task<IReadOnlyList<ReleaseFinding>> RunAsync(Release release, ReleaseContent content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(release);
        ArgumentNullException.ThrowIfNull(content);
        await slots.LoadAsync(cancellationToken);
        await codes.LoadAsync(cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var picture = await dialect.BeginReadAsync(db, cancellationToken);
        var at = release.AsKnownAt;
        var standpoint = await standpoints.OfAsync(db, new KnownAt(at, at, at), release.View, cancellationToken);
        var question = ReleaseQuestion.Of(release);
        return
        [
            .. await CountedAgainAsync(db, standpoint, question, content, cancellationToken),
            .. OfRows(content),
            .. OfSources(content),
            .. Refused(db, standpoint, question, content),
            .. await UnconfirmedAsync(db, standpoint, question, content, cancellationToken),
        ];
    }

    /// <summary>Rows come from sums that are kept; here every one is counted from the cells less what the ledger says came later.</summary>
    private async Task<IReadOnlyList<ReleaseFinding>> CountedAgainAsync(
        HubDbContext db, Standpoint standpoint, ReleaseQuestion question, ReleaseContent content, CancellationToken cancellationToken)
    {
        var units = content.Rows.Select(r => r.Unit).Distinct(StringComparer.Ordinal).ToList();
        var again = (await table.ReadAsync(db, standpoint, question, units, cancellationToken)).DistinctBy(Key).ToDictionary(Key);
        return
        [
            .. from row in content.Rows
               let other = again.GetValueOrDefault(Key(row))
               where other is null || !ReleasedNumbers.Of(row).IsSame(ReleasedNumbers.Of(other)) || (row.Coverage.Expected, row.Coverage.Received) != (other.Coverage.Expected, other.Coverage.Received)
               select new ReleaseFinding(NotReproducible, true, row.Indicator, row.Part, [row.Unit], null,
                   $"{row.Title}: bản này ghi {Numbers(row)}, đếm lại từ ô số liệu được {(other is null ? "không có dòng này" : Numbers(other))}",
                   "báo quản trị hệ thống chạy 'hub db verify'; rút bản này và lập bản mới sau khi đã sửa"),
        ];

        static (string, string?, string) Key(ProgressRow row) => (row.Indicator, row.Part, row.Unit);

        static string Numbers(ProgressRow row) => string.Create(CultureInfo.InvariantCulture,
            $"{row.Numerator ?? row.Value ?? "—"}/{row.Denominator ?? "—"} ({row.Verdict}, {row.Coverage.Received}/{row.Coverage.Expected})");
    }

    private static IEnumerable<ReleaseFinding> OfRows(ReleaseContent content) =>
        from row in content.Rows.DistinctBy(r => (r.Indicator, r.Part, r.Unit))
        where row.Kind is not ("composite" or "narrative")
        from finding in Of
        where row.Status == finding.Code || row.Marks.Contains(finding.Code)
        group row by (row.Indicator, row.Part, row.Title, finding) into found
        let units = found.Select(r => r.Unit).ToList()
        select new ReleaseFinding(
            found.Key.finding.Code, false, found.Key.Indicator, found.Key.Part, units, null, $"{found.Key.Title}: {found.Key.finding.Text} ({Named(content, units)})", found.Key.finding.Remedy);

    /// <summary>A feed that does not reach to the end of what the rows say it is about.</summary>
    private static IEnumerable<ReleaseFinding> OfSources(ReleaseContent content) =>
        from source in content.Sources
        let ends = content.Rows.Where(r => r.Sources.Contains(source.Feed)).Select(r => r.Period.To).ToList()
        where ends.Count > 0
        let last = (ends.Max() < content.CutOff ? ends.Max() : content.CutOff).AddDays(-1)
        where source.ConfirmedTo is null || source.ConfirmedTo < last
        select new ReleaseFinding(
            "SourceBehind", false, null, null, [], $"{source.Source}/{source.Stream}",
            string.Create(CultureInfo.InvariantCulture, $"nguồn {source.Source} luồng {source.Stream} mới xác nhận đến {(source.ConfirmedTo is { } day ? day.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture) : "—")}, kỳ này cần đến {last:dd/MM/yyyy}"),
            $"'hub source pull {source.Source}', rồi lập bản phát hành mới");

    private static IEnumerable<ReleaseFinding> Refused(HubDbContext db, Standpoint standpoint, ReleaseQuestion question, ReleaseContent content)
    {
        var feeds = content.Rows.SelectMany(r => r.Sources).ToHashSet(StringComparer.Ordinal);
        var days = question.Days;
        return from refusal in OpenRefusals.Read(db, standpoint.Knowledge.At)
               where feeds.Contains(refusal.Feed) && (refusal.Day is not { } day || days.Contains(Indicators.Periods.Interval.Day(DateOnly.FromDayNumber(day))))
               group refusal by (refusal.Source, refusal.Stream, refusal.Code) into found
               orderby found.Key.Source, found.Key.Stream, found.Key.Code
               let units = found.Select(r => r.Unit).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList()
               select new ReleaseFinding(
                   "Quarantine", false, null, null, units, $"{found.Key.Source}/{found.Key.Stream}",
                   string.Create(CultureInfo.InvariantCulture, $"nguồn {found.Key.Source} luồng {found.Key.Stream}: {found.Count()} bản ghi trong kỳ bị từ chối ({found.Key.Code}), chưa xử lý"),
                   $"'hub quarantine list {found.Key.Source}'; sửa rồi chạy lại, hoặc bỏ qua có lý do; rồi lập bản phát hành mới");
    }

    private static async Task<IEnumerable<ReleaseFinding>> UnconfirmedAsync(
        HubDbContext db, Standpoint standpoint, ReleaseQuestion question, ReleaseContent content, CancellationToken cancellationToken)
    {
        var (days, at) = (question.Days, content.AsKnownAt);
        var plan = standpoint.Catalogue.Catalogue.Plans[question.Plan];
        var codes = plan.Rows.SelectMany(r => r.Parts.Select(p => p.Indicator).Append(r.Indicator)).ToHashSet(StringComparer.Ordinal);
        var metrics = codes.Select(standpoint.Catalogue.Definitions.Find).Where(d => d is not null).SelectMany(d => d!.Metrics).Select(m => m.Code).ToHashSet(StringComparer.Ordinal);
        var units = ReleaseRows.Units(standpoint, question);
        var waiting = await db.Entries.AsNoTracking()
            .Where(e => units.Contains(e.Unit) && e.EnteredAt <= at && (e.ConfirmedAt == null || e.ConfirmedAt > at) && (e.UndoneAt == null || e.UndoneAt > at) && e.FromDay < days.To && e.ToDay > days.From)
            .OrderBy(e => e.Id).ToListAsync(cancellationToken);
        return waiting.Where(e => e.Plan == plan.Id || (e.Indicator is { } code && codes.Contains(code)) || (e.Metric is { } metric && metrics.Contains(metric)))
            .Select(e => new ReleaseFinding(
                "UnconfirmedEntry", false, e.Indicator, null, [e.Unit], null,
                string.Create(CultureInfo.InvariantCulture, $"mục nhập tay số {e.Id} ({e.Indicator ?? e.Metric ?? e.Plan}, {e.Unit}) chưa có người thứ hai xác nhận"),
                string.Create(CultureInfo.InvariantCulture, $"'hub entry confirm {e.Id}' hoặc 'hub entry undo {e.Id}', rồi lập bản phát hành mới")));
    }

    private static string Named(ReleaseContent content, List<string> units)
    {
        var names = units.Take(ShownUnits).Select(id => content.Units.FirstOrDefault(u => u.Id == id)?.Name ?? id);
        return string.Join("; ", names) + (units.Count > ShownUnits ? string.Create(CultureInfo.InvariantCulture, $" và {units.Count - ShownUnits} đơn vị khác") : "");
    }
}
