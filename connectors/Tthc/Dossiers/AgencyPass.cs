using System.Globalization;
using System.Threading.Channels;
using IntegrationHub.Connectors.Http;

namespace IntegrationHub.Connectors.Tthc.Dossiers;

/// <summary>
/// The passes over one agency: receipt window, receipt days with open dossiers, and its share of the rolling reconcile. Steps go into a
/// bounded channel, so reading waits while pages are stored.
/// </summary>
internal sealed class AgencyPass
{
    private const int OverlapDays = 3;

    // Open receipt days this close together are listed in one request.
    private const int NearDays = 7;

    private const string OnReceipt = "NgayTiepNhan";
    private const string OnCompletion = "NgayKetThucXuLy";

    private readonly TthcOptions _options;
    private readonly TimeProvider _clock;
    private readonly PullRequest _request;
    private readonly TthcClient _client;
    private readonly DossierBatch _batch;
    private readonly IReadOnlySet<string> _asked;
    private readonly ChannelWriter<AgencyStep> _output;
    private readonly string _agency;
    private readonly IReadOnlyDictionary<string, OpenRecord> _open;
    private readonly DateOnly _today;
    private readonly bool _isNew;
    private AgencyPosition _position;

    public AgencyPass(DossierRun run, string agency, AgencyPosition? position, IReadOnlyDictionary<string, OpenRecord> open)
    {
        (_options, _clock, _request, _client, _asked, _output) = (run.Options, run.Clock, run.Request, run.Client, run.Asked, run.Output);
        _agency = agency;
        _open = open;
        _today = VietnamDate.DayOf(_clock.GetUtcNow());
        _isNew = position is null;
        _position = position ?? new AgencyPosition(_request.From, _request.From, ReconcileWeeks.Of(_today), null);
        _batch = new DossierBatch(run, agency, open);
    }

    /// <summary>Passes (a) and (b). Completion days are delivered when both are through: every dossier was then seen after those days.</summary>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        var isBackfill = _request.To is not null;
        var end = _request.To is { } to && to <= _today ? to : _today.AddDays(1);
        var start = _isNew || isBackfill ? _position.Received : Earlier(_position.Received, _today).AddDays(-OverlapDays);
        start = start < _request.From ? _request.From : start;
        await ReadReceiptWindowAsync(start, end, cancellationToken);
        if (isBackfill)
        {
            await EmitAsync(new AgencyStep(_agency, _position) { IsLastOfAgency = true }, cancellationToken);
            return;
        }

        await ReadOpenDaysAsync(start, cancellationToken);
        var delivered = _today > _position.Completed ? [new Delivery(_agency, OnCompletion, _position.Completed, _today)] : Array.Empty<Delivery>();
        _position = _position with { Completed = Later(_position.Completed, _today) };
        await EmitAsync(new AgencyStep(_agency, _position) { Delivered = delivered, IsLastOfAgency = true }, cancellationToken);
    }

    /// <summary>Pass (c): the months whose turn it is are read in full, closed dossiers too, so that late corrections are found.</summary>
    public async Task ReconcileAsync(CancellationToken cancellationToken)
    {
        if (_isNew || _request.To is not null || _position.Week >= ReconcileWeeks.Of(_today))
        {
            return;
        }

        foreach (var (from, to) in ReconcileWeeks.MonthsDue(_position.Week, _today))
        {
            foreach (var (first, end) in Windows(from < _request.From ? _request.From : from, to))
            {
                var list = await _client.ListDossiersAsync(_agency, first, end, cancellationToken);
                foreach (var rows in Mine(list).Chunk(_options.PageSize))
                {
                    await EmitAsync(await _batch.ReadAsync(rows, _position, cancellationToken), cancellationToken);
                }
            }
        }

        _position = _position with { Week = ReconcileWeeks.Of(_today) };
        await EmitAsync(new AgencyStep(_agency, _position), cancellationToken);
    }

    private async Task ReadReceiptWindowAsync(DateOnly start, DateOnly end, CancellationToken cancellationToken)
    {
        var windows = Windows(start, end).ToList();
        foreach (var (from, to) in windows)
        {
            var list = await _client.ListDossiersAsync(_agency, from, to, cancellationToken);
            var rows = Mine(list);
            var delivered = Earlier(to, VietnamDate.DayOf(list.SentAt)); // A day that had not ended is not complete.
            var seen = windows.Count == 1 && _request.To is null
                ? DossierListReader.Digest(rows, string.Create(CultureInfo.InvariantCulture, $"{from:yyyyMMdd} {to:yyyyMMdd}"))
                : null;
            if (seen is not null && seen == _position.Seen)
            {
                continue; // Nothing in the window changed since it was read today; tomorrow the window is another and all of it is read.
            }

            var wanted = rows.Where(row => IsNews(row)).OrderBy(row => row.Day).ThenBy(row => row.Key, StringComparer.Ordinal).ToList();
            await ReadRowsAsync(wanted, delivered, seen, cancellationToken);
            await ReadVanishedAsync(rows, from, to, cancellationToken);
        }
    }

    /// <summary>Rows in the order of days: when a batch ends within a day, the days before it are complete.</summary>
    private async Task ReadRowsAsync(List<DossierRow> rows, DateOnly through, string? seen, CancellationToken cancellationToken)
    {
        for (var index = 0; index < rows.Count || index == 0; index += _options.PageSize)
        {
            var batch = rows.Skip(index).Take(_options.PageSize).ToList();
            var isLast = index + _options.PageSize >= rows.Count;
            var reached = isLast ? through : rows[index + _options.PageSize].Day is { } next ? Earlier(next, through) : _position.Received;
            var delivered = reached > _position.Received ? [new Delivery(_agency, OnReceipt, _position.Received, reached)] : Array.Empty<Delivery>();
            _position = _position with { Received = Later(_position.Received, reached), Seen = isLast ? seen : null };
            var step = await _batch.ReadAsync(batch, _position, cancellationToken);
            if (step.Opened.Any(record => record.Stamp.Length == 0))
            {
                // A dossier whose details were not given is asked for again in the next run, though the list will not have changed.
                seen = null;
                _position = _position with { Seen = null };
            }

            await EmitAsync(step with { Delivered = delivered, Position = _position }, cancellationToken);
        }
    }

    private async Task ReadOpenDaysAsync(DateOnly before, CancellationToken cancellationToken)
    {
        foreach (var (from, to) in OpenRanges(before))
        {
            var list = await _client.ListDossiersAsync(_agency, from, to, cancellationToken);
            var rows = Mine(list);
            var changed = rows.Where(row => row.Key is not null && _open.TryGetValue(row.Key, out var open) && open.Stamp != row.Stamp);
            foreach (var batch in changed.Chunk(_options.PageSize))
            {
                await EmitAsync(await _batch.ReadAsync(batch, _position, cancellationToken), cancellationToken);
            }

            await ReadVanishedAsync(rows, from, to, cancellationToken);
        }
    }

    /// <summary>Open dossiers that their day no longer lists: they got another day, or are gone. Asked by number, once.</summary>
    private async Task ReadVanishedAsync(List<DossierRow> rows, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        if (_request.To is not null)
        {
            return;
        }

        var listed = rows.Select(row => row.Key).ToHashSet(StringComparer.Ordinal);
        var vanished = _open.Values.Where(open => open.Day >= from && open.Day < to && !listed.Contains(open.Key));
        foreach (var batch in vanished.Chunk(_options.PageSize))
        {
            await EmitAsync(await _batch.ReadVanishedAsync(batch, _position, cancellationToken), cancellationToken);
        }
    }

    // A backfill reads everything again; else a dossier that is open and unchanged has been read as it stands.
    private bool IsNews(DossierRow row) =>
        _request.To is not null || row.Key is null || !_open.TryGetValue(row.Key, out var open) || open.Stamp != row.Stamp;

    /// <summary>
    /// Without the rows of agencies below that are asked by themselves: the source compares codes by their beginning, so H02.3 also gives
    /// what belongs to H02.36. A row of an agency that nobody asks for stays, and is refused later where a person sees it.
    /// </summary>
    private List<DossierRow> Mine(DossierList list) => [.. list.Rows.Where(row => !IsOfAnotherBelow(row.Key))];

    private bool IsOfAnotherBelow(string? key)
    {
        var dash = key?.IndexOf('-', StringComparison.Ordinal) ?? -1;
        if (key is null || dash <= _agency.Length)
        {
            return false;
        }

        var owner = AgencyCode.Normalize(key[..dash]);
        return owner.StartsWith(AgencyCode.Normalize(_agency), StringComparison.Ordinal) && _asked.Contains(owner);
    }

    private IEnumerable<(DateOnly From, DateOnly To)> OpenRanges(DateOnly before)
    {
        (DateOnly From, DateOnly To)? range = null;
        foreach (var day in _open.Values.Select(open => open.Day).Where(day => day < before).Distinct().Order())
        {
            if (range is { } current && day <= current.To.AddDays(NearDays) && day < current.From.AddDays(_options.WindowDays))
            {
                range = (current.From, day.AddDays(1));
                continue;
            }

            if (range is { } complete)
            {
                yield return complete;
            }

            range = (day, day.AddDays(1));
        }

        if (range is { } last)
        {
            yield return last;
        }
    }

    private IEnumerable<(DateOnly From, DateOnly To)> Windows(DateOnly from, DateOnly to)
    {
        for (; from < to; from = from.AddDays(_options.WindowDays))
        {
            yield return (from, Earlier(from.AddDays(_options.WindowDays), to));
        }
    }

    private ValueTask EmitAsync(AgencyStep step, CancellationToken cancellationToken) => _output.WriteAsync(step, cancellationToken);

    private static DateOnly Earlier(DateOnly one, DateOnly other) => one < other ? one : other;

    private static DateOnly Later(DateOnly one, DateOnly other) => one > other ? one : other;
}

/// <summary>
/// Thirteen weeks, thirteen months: each week the month has its turn whose number leaves the same remainder as the week's, so every
/// month of the last thirteen is read once a quarter. Weeks in which nothing ran are made up.
/// </summary>
internal static class ReconcileWeeks
{
    private const int Count = 13;

    public static int Of(DateOnly day) => day.DayNumber / 7;

    public static IEnumerable<(DateOnly From, DateOnly To)> MonthsDue(int lastWeek, DateOnly today)
    {
        var thisMonth = new DateOnly(today.Year, today.Month, 1);
        var weeksDue = Math.Clamp(Of(today) - lastWeek, 0, Count);
        var turns = Enumerable.Range(0, weeksDue).Select(back => (Of(today) - back) % Count).ToHashSet();
        for (var month = thisMonth.AddMonths(1 - Count); month <= thisMonth; month = month.AddMonths(1))
        {
            if (turns.Contains(((month.Year * 12) + month.Month) % Count))
            {
                var end = month.AddMonths(1);
                yield return (month, end <= today ? end : today.AddDays(1));
            }
        }
    }
}
