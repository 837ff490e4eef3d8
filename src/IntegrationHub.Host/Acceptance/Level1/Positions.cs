using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using IntegrationHub.Collect.Pulling;
using IntegrationHub.Connectors;
using IntegrationHub.Host.Acceptance.Bench;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Host.Acceptance.Level1;

/// <summary>Checks 17 to 20 and 25: what comes late, how far a position may go, and what past and future of it may not do.</summary>
internal static partial class Positions
{
    private static readonly CheckOutcome NothingToPull = CheckOutcome.NotApplicable("the connector reads nothing: people bring what there is, and there is no position");

    /// <summary>Check 17: what the simulator says a week later of days that were over at the first pull is in the figures, also after a week without a pull.</summary>
    public static async Task<CheckOutcome> LateArrivalAsync(Subject subject, CancellationToken cancellationToken)
    {
        if (subject.IsManual)
        {
            return NothingToPull;
        }

        var bench = await subject.AfterAWeekAsync(cancellationToken);
        var late = Late(bench);
        if (late == 0)
        {
            return CheckOutcome.NotApplicable("the simulator says nothing new in the week of days that were over before it");
        }

        var findings = subject.WeekFailures.Select(f => new CheckFinding(subject.SourceId, f, "the pull of a healthy source succeeds"))
            .Concat((await bench.DifferencesAsync(cancellationToken)).Take(10).Select(d => new CheckFinding(subject.SourceId, d, "read again far enough back"))).ToList();
        return CheckOutcome.Of(findings, FormattableString.Invariant($"{late} amounts of ended periods came or changed within the week, and all are counted; what comes later than a connector reads back is for the reconciliation and not tried here"));
    }

    /// <summary>Check 18: no day is called delivered that had not ended when it was asked for.</summary>
    public static async Task<CheckOutcome> SafeWatermarkAsync(Subject subject, CancellationToken cancellationToken)
    {
        if (subject.IsManual)
        {
            return NothingToPull;
        }

        var bench = await subject.PulledAsync(cancellationToken);
        var today = VietnamDay.Of(bench.Clock.GetUtcNow());
        var (findings, count) = (new List<CheckFinding>(), 0);
        foreach (var stream in await bench.StreamsAsync(cancellationToken))
        {
            var delivered = (await subject.ReadAsync(stream.Name, cancellationToken)).Pages.SelectMany(p => p.Delivered).ToList();
            count += delivered.Count;
            findings.AddRange(delivered.Where(d => d.To > today).Take(3).Select(d => new CheckFinding(stream.Name, $"{d.Agency} {d.On}: days up to {d.To:yyyy-MM-dd} are called delivered on {today:yyyy-MM-dd}", "only days that had ended when the request was sent")));
        }

        return count == 0
            ? CheckOutcome.NotApplicable("no stream of it says that days are complete")
            : CheckOutcome.Of(findings, FormattableString.Invariant($"{count} statements, none beyond yesterday; a transaction that the source commits late is found by the overlap (check 17)"));
    }

    /// <summary>Check 19.</summary>
    public static async Task<CheckOutcome> OddStateAsync(Subject subject, CancellationToken cancellationToken)
    {
        if (subject.IsManual)
        {
            return NothingToPull;
        }

        var bench = await subject.PulledAsync(cancellationToken);
        var cursors = await bench.QueryAsync(db => db.Cursors.AsNoTracking().ToDictionaryAsync(c => c.Stream, c => c.Cursor, cancellationToken));
        var (findings, tried, future) = (new List<CheckFinding>(), 0, 0);
        foreach (var (stream, cursor) in cursors)
        {
            foreach (var (name, text) in new[] { ("cut off", cursor[..(cursor.Length / 2)]), ("no JSON", "%%%"), ("an empty object", "{}"), ("a list", "[]"), ("of another stream", cursor.Replace(stream, "khong-phai-luong-nay", StringComparison.Ordinal)), ("of a later version", Later(cursor)) })
            {
                if (text == cursor)
                {
                    findings.Add(new(stream, $"the cursor has nothing by which one {name} could be told", "write the version and the stream into it"));
                    continue;
                }

                tried++;
                var (pages, fault) = await TryAsync(bench, stream, text, cancellationToken);
                if (pages.Count > 0 || fault is not { Category: FailureCategory.Configuration })
                {
                    findings.Add(new(stream, $"with a cursor that is {name} it reads {pages.Count} pages and says {fault?.Code ?? "nothing"}", "refuse with E_CURSOR: neither a full read nor 'from now' is a safe guess"));
                }
            }

            future += await FutureAsync(bench, stream, cursor, findings, cancellationToken) ? 1 : 0;
        }

        return CheckOutcome.Of(findings, FormattableString.Invariant($"{tried} cursors of {cursors.Count} streams, damaged, of others, of a later version: refused; {future} of the future: read on from today; in the others no day is the position"));
    }

    /// <summary>
    /// The hub's clock was ahead and is right again: what is read then is the overlap before today, no less, and never everything anew; the position is not
    /// before today.
    /// </summary>
    /// <returns>False when no day is the position.</returns>
    private static async Task<bool> FutureAsync(SourceBench bench, string stream, string cursor, List<CheckFinding> findings, CancellationToken cancellationToken)
    {
        var ahead = Ahead(cursor);
        if (ahead == cursor)
        {
            return false;
        }

        var today = VietnamDay.Of(bench.Clock.GetUtcNow()).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var (usual, future) = (await TryAsync(bench, stream, cursor, cancellationToken), await TryAsync(bench, stream, ahead, cancellationToken));
        var moved = future.Pages.LastOrDefault(p => p.Cursor is not null)?.Cursor;
        if (moved is not null && Latest(moved) is { } after && Latest(cursor) is { } before && string.CompareOrdinal(after, before) < 0 && string.CompareOrdinal(after, today) < 0)
        {
            findings.Add(new(stream, $"a cursor of two years ahead becomes one of {after}, before {before}", "go on from today, never further back"));
        }

        if (future.Pages.Sum(p => p.Readings.Count) > usual.Pages.Sum(p => p.Readings.Count))
        {
            findings.Add(new(stream, "with a cursor of two years ahead it reads more than with the one of today", "go on from today, never further back"));
        }

        if (future.Fault is { } fault)
        {
            findings.Add(new(stream, $"with a cursor of two years ahead it fails: {fault.Code}", "a clock that was ahead is no damage: go on from today"));
        }

        return true;
    }

    /// <summary>Check 20: corrections are revisions of their records, and counting everything archived again makes none.</summary>
    public static async Task<CheckOutcome> CorrectionsAsync(Subject subject, CancellationToken cancellationToken)
    {
        var bench = subject.IsManual ? await subject.PulledAsync(cancellationToken) : await subject.AfterAWeekAsync(cancellationToken);
        var revised = await bench.QueryAsync(db => db.MeasurementsCurrent.CountAsync(m => m.PrevBatch != null, cancellationToken));
        var (cells, ledger) = (await bench.CellsAsync(cancellationToken), await bench.QueryAsync(db => db.Ledger.CountAsync(cancellationToken)));
        var (source, catalogue, pull, findings) = (await bench.DefinitionAsync(cancellationToken), await bench.CatalogueAsync(cancellationToken), new Hosting.DirectPull(bench.Services), new List<CheckFinding>());
        foreach (var stream in await bench.StreamsAsync(cancellationToken))
        {
            if (await pull.TryReplayAsync(source, catalogue, null, stream.Name, cancellationToken) is null)
            {
                findings.Add(new(stream.Name, "the source is owned by another, and could not be counted again", "an owner that is gone lets go of its source"));
            }

            await pull.WaitUntilRecordedAsync(null, cancellationToken);
        }

        var (after, ledgerAfter) = (await bench.CellsAsync(cancellationToken), await bench.QueryAsync(db => db.Ledger.CountAsync(cancellationToken)));
        findings.AddRange(cells.Where(c => !after.TryGetValue(c.Key, out var amount) || amount != c.Value).Take(5).Select(c => new CheckFinding(subject.SourceId, $"{c.Key} is another after a replay", "a mapping gives the same for the same reading")));
        if (ledger != ledgerAfter)
        {
            findings.Add(new(subject.SourceId, FormattableString.Invariant($"a replay has written {ledgerAfter - ledger} rows of the ledger"), "a mapping gives the same for the same reading"));
        }

        var corrected = revised == 0 ? "the simulator corrects nothing within the week: only its mapping's examples have corrections" : FormattableString.Invariant($"{revised} records were corrected or withdrawn within the week, as the truth says (check 17)");
        return CheckOutcome.Of(findings, corrected + "; a replay of everything changed nothing");
    }

    /// <summary>Check 25.</summary>
    public static async Task<CheckOutcome> BackfillIsBoundedAsync(Subject subject, CancellationToken cancellationToken)
    {
        if (subject.IsManual)
        {
            return NothingToPull;
        }

        var (from, to) = (new DateOnly(2024, 3, 1), new DateOnly(2024, 5, 1));
        await using var bench = await subject.BenchAsync(cancellationToken);
        var order = new PullOrder(from, to);
        var runs = await bench.PullAsync(order, cancellationToken);
        var findings = runs.Where(r => r.State != Store.Sources.RunState.Succeeded).Select(r => new CheckFinding(r.Stream, $"{r.ErrorCode}: {r.Error}", "a backfill of a healthy source succeeds")).ToList();
        var (cells, kinds) = (await bench.CellsAsync(cancellationToken), (await bench.StreamsAsync(cancellationToken)).Select(s => s.Kind).Distinct().ToList());
        if (kinds is [StreamKind.Snapshots])
        {
            findings.AddRange(cells.Keys.Where(c => c.From < from.DayNumber || c.To > to.DayNumber).Take(5).Select(c => new CheckFinding(subject.SourceId, $"{c} lies outside of {from:yyyy-MM-dd}..{to:yyyy-MM-dd}", "read the bounds, both of them")));
        }

        // A case that was received within the bounds may have been closed after them: of cells that lie within, none may be too high.
        var truth = bench.Truth().ToDictionary(c => new Cell(c.Metric, c.Unit, c.From.DayNumber, c.To.DayNumber), c => c.Amount);
        var catalogue = (await bench.CatalogueAsync(cancellationToken)).Catalogue;
        findings.AddRange(cells.Where(c => c.Value != 0 && (!truth.TryGetValue(c.Key, out var amount) || c.Value > Scaled(amount, catalogue.Metrics[c.Key.Metric].Scale))).Take(5)
            .Select(c => new CheckFinding(subject.SourceId, $"{c.Key} is {c.Value}, more than the truth", "count a record once")));
        var within = truth.Keys.Count(c => c.From >= from.DayNumber && c.To <= to.DayNumber);
        if (within > 0 && cells.Count == 0)
        {
            findings.Add(new(subject.SourceId, FormattableString.Invariant($"the truth has {within} cells of these days, and the backfill brings none"), "read what the bounds ask for"));
        }

        var cursors = await bench.QueryAsync(db => db.Cursors.CountAsync(cancellationToken));
        if (cursors > 0)
        {
            findings.Add(new(subject.SourceId, "the backfill has moved a cursor", "a bounded pull has a position of its own"));
        }

        // Beside incremental: the whole after it, and the same again after the whole.
        findings.AddRange((await bench.FailuresOfPullAsync(cancellationToken)).Select(f => new CheckFinding(subject.SourceId, f, "the pull after a backfill succeeds")));
        findings.AddRange((await bench.DifferencesAsync(cancellationToken)).Take(5).Select(d => new CheckFinding(subject.SourceId, "after backfill and pull: " + d, "a bounded pull leaves the stream's own way alone")));
        var before = await CursorsAsync(bench, cancellationToken);
        await bench.PullAsync(order, cancellationToken);
        if (!before.SequenceEqual(await CursorsAsync(bench, cancellationToken)))
        {
            findings.Add(new(subject.SourceId, "a backfill beside the incremental pull has moved its cursor", "a bounded pull has a position of its own"));
        }

        findings.AddRange((await bench.DifferencesAsync(cancellationToken)).Take(5).Select(d => new CheckFinding(subject.SourceId, "after a second backfill: " + d, "what happened after the bounds to what lies within them still holds")));
        return CheckOutcome.Of(findings, FormattableString.Invariant($"{cells.Count} cells by a backfill of {from:yyyy-MM-dd}..{to:yyyy-MM-dd}, where the truth has {within} within{(kinds is [StreamKind.Snapshots] ? "" : "; cases received in it also count on later days")}"));
    }

    private static Task<List<string>> CursorsAsync(SourceBench bench, CancellationToken cancellationToken) =>
        bench.QueryAsync(db => db.Cursors.AsNoTracking().OrderBy(c => c.Stream).Select(c => c.Stream + " " + c.Cursor).ToListAsync(cancellationToken));

    private static int Late(SourceBench bench)
    {
        var start = bench.Simulators.World.Setting.Start;
        var first = VietnamDay.Of(start);
        var then = bench.Source.Truth(start).ToDictionary(c => (c.Metric, c.Unit, c.From, c.To), c => c.Amount);
        return bench.Source.Truth(bench.Clock.GetUtcNow()).Count(c => c.To <= first && (!then.TryGetValue((c.Metric, c.Unit, c.From, c.To), out var amount) || amount != c.Amount));
    }

    private static async Task<(List<Page> Pages, ConnectorException? Fault)> TryAsync(SourceBench bench, string stream, string cursor, CancellationToken cancellationToken)
    {
        var pages = new List<Page>();
        try
        {
            await using var connector = await bench.ConnectAsync(cancellationToken);
            await foreach (var page in connector.PullAsync(await bench.RequestAsync(stream, cursor, cancellationToken: cancellationToken), cancellationToken))
            {
                pages.Add(page);
            }
        }
        catch (ConnectorException e)
        {
            return (pages, e);
        }

        return (pages, null);
    }

    private static string Later(string cursor)
    {
        var root = JsonNode.Parse(cursor)!.AsObject();
        if (root.ContainsKey("v"))
        {
            root["v"] = 99;
        }

        return root.ToJsonString();
    }

    /// <summary>Two years on, where a day is the position itself; the days of files and agencies in it are no position.</summary>
    private static string Ahead(string cursor)
    {
        var root = JsonNode.Parse(cursor)!.AsObject();
        foreach (var (name, value) in root.ToList())
        {
            if (value?.GetValueKind() == System.Text.Json.JsonValueKind.String && Day().Match((string)value!) is { Success: true, Length: var length } && length == ((string)value!).Length)
            {
                root[name] = Year().Replace((string)value!, m => (int.Parse(m.Value, CultureInfo.InvariantCulture) + 2).ToString(CultureInfo.InvariantCulture));
            }
        }

        return JsonNode.DeepEquals(root, JsonNode.Parse(cursor)) ? cursor : root.ToJsonString();
    }

    private static string? Latest(string cursor) => Day().Matches(cursor).Select(m => m.Value).Max(StringComparer.Ordinal);

    private static decimal Scaled(decimal amount, int scale) => scale == 0 ? amount : Scaled(amount * 10, scale - 1);

    [GeneratedRegex(@"20\d\d(?=-\d\d-\d\d)")]
    private static partial Regex Year();

    [GeneratedRegex(@"20\d\d-\d\d-\d\d")]
    private static partial Regex Day();
}
