using System.Diagnostics;
using System.Globalization;
using IntegrationHub.Collect.Pulling;
using IntegrationHub.Host.Acceptance.Bench;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Simulators.Faults;
using IntegrationHub.Simulators.Sources;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Sources;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Host.Acceptance.Faults;

/// <summary>What a fault did to a source's hub, and how it got over it.</summary>
/// <param name="Case">Line and case of the fault list.</param>
/// <param name="Seen">Categories and codes of failed runs and of refused records while it lasted.</param>
/// <param name="Attempts">Requests while it lasted.</param>
/// <param name="Polls">Polls until every figure was right again; 0 when none ever was wrong.</param>
/// <param name="Problems">What was not as it must be; empty when all was.</param>
public sealed record FaultResult(string Source, string Case, string Expected, string Seen, int Attempts, int Polls, TimeSpan Took, IReadOnlyList<string> Problems)
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Source,-36} {Case,-28} {Expected,-28} {Seen,-60} {Attempts,5} requests {Polls} polls {Took.TotalMilliseconds,6:0} ms {(Problems.Count == 0 ? "" : "WRONG: " + string.Join(" | ", Problems))}");
}

/// <summary>
/// Plays faults of the list to a hub that knows its source, and holds it to what must be true of each: the right class, no hammering, no figure that
/// changes without a valid reading, and after the end of the fault every figure right within two polls, without a restart.
/// </summary>
public sealed class FaultPlay(SourceBench bench)
{
    private const int PollsToRecover = 2;
    private const int ShownProblems = 4;
    private const int MostConnections = 4;

    // Between polls; what the source publishes meanwhile is part of the play.
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan LongestAsked = TimeSpan.FromHours(1);

    private int cleanRequests;

    /// <summary>The cases that a source can play, with what each is expected to do.</summary>
    public static IEnumerable<(ListedFault Line, FaultCase Case)> CasesOf(string source) => SourceTraits.Find(source) is not { } traits ? []
        : FaultList.All.SelectMany(line => line.Cases.Where(c => c.Play(traits) is not null).Select(c => (line, c)));

    /// <summary>Pulls until the hub knows all that the source has.</summary>
    /// <exception cref="InvalidOperationException">Without any fault the hub does not come to the right figures.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken = default)
    {
        // As a real one of large lists: several pages, so that what happens between them can happen.
        (bench.Clock.WaitSpeed, bench.Clock.LimitSpeed) = (100, 1);
        await bench.PullAsync(cancellationToken: cancellationToken);
        bench.Move(Step);
        var before = bench.Faults.Requests(bench.Source.Id);
        var failures = await bench.FailuresOfPullAsync(cancellationToken);
        cleanRequests = bench.Faults.Requests(bench.Source.Id) - before;
        var differences = await bench.DifferencesAsync(cancellationToken);
        if (failures.Count + differences.Count > 0)
        {
            throw new InvalidOperationException($"{bench.Source.Id}: without any fault: {string.Join(" | ", failures.Concat(differences).Take(ShownProblems))}");
        }
    }

    /// <summary>A fault that must be got over, at a hub that knows nothing yet: what is lost in the first read is not found again by later ones.</summary>
    /// <returns>What is wrong with the figures while the fault is on; empty when all is right.</returns>
    public async Task<IReadOnlyList<string>> FirstReadAsync(FaultCase played, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(played);
        bench.Clock.WaitSpeed = 100;
        foreach (var fault in played.Play(SourceTraits.Find(bench.Source.Id)!)!)
        {
            bench.Faults.Add(fault);
        }

        return [.. await bench.FailuresOfPullAsync(cancellationToken), .. await bench.DifferencesAsync(cancellationToken)];
    }

    /// <summary>One case; the hub is in the same state before and after it.</summary>
    public async Task<FaultResult> PlayAsync(ListedFault line, FaultCase played, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(line);
        ArgumentNullException.ThrowIfNull(played);
        var began = Stopwatch.GetTimestamp();
        var problems = new List<string>();
        var faults = played.Play(SourceTraits.Find(bench.Source.Id)!)!;
        var before = await bench.CellsAsync(cancellationToken);
        var (lastRejection, requests) = (await LastRejectionAsync(), Requests());
        bench.Move(Step);
        bench.Clock.LimitSpeed = played.IsSlow ? 60 : 1;
        foreach (var fault in faults)
        {
            bench.Faults.Add(fault);
        }

        var runs = await PullAsync(played.Address, cancellationToken);
        var attempts = Requests() - requests;
        var refused = await bench.QueryAsync(db => db.Rejections.Where(r => r.Id > lastRejection && r.Source == bench.Source.Id).Select(r => r.Code).Distinct().OrderBy(c => c).ToListAsync(cancellationToken));
        var traits = SourceTraits.Find(bench.Source.Id)!;
        var expected = traits.CountsTogether && played.End == FaultEnd.Refuses ? played with { End = FaultEnd.Fails, Categories = [nameof(Connectors.FailureCategory.Malformed)] } : played;
        CheckEnd(expected, runs, refused, problems);
        CheckClock(faults, runs, problems);
        CheckAttempts(expected, attempts, runs.Count, problems);
        await CheckCellsAsync(faults, before, problems, cancellationToken);

        bench.Faults.Clear();
        bench.Clock.LimitSpeed = 1;
        await WaitAsAskedAsync(problems, cancellationToken);
        var polls = await RecoverAsync(TimeSpan.FromSeconds(faults.Where(f => f.Kind is FaultKinds.WrongClock).Sum(f => f.Seconds)), problems, cancellationToken);
        var seen = string.Join(", ", runs.Where(r => r.State != RunState.Succeeded).Select(r => $"{r.ErrorCategory} {r.ErrorCode}").Concat(refused.Select(code => $"refused {code}")).Distinct());
        return new FaultResult(
            bench.Source.Id, $"{line.Id}/{played.Name}", expected.End == FaultEnd.Fails ? string.Join('|', expected.Categories) : expected.End.ToString().ToLowerInvariant(),
            seen.Length == 0 ? "passes" : seen, attempts, polls, Stopwatch.GetElapsedTime(began), problems);

        int Requests() => bench.Faults.Requests(bench.Source.Id) + bench.Simulators.Addresses.Connections;

        Task<long> LastRejectionAsync() => bench.QueryAsync(async db => await db.Rejections.MaxAsync(r => (long?)r.Id, cancellationToken) ?? 0);
    }

    private async Task<IReadOnlyList<Run>> PullAsync(WrongAddress address, CancellationToken cancellationToken)
    {
        if (address == WrongAddress.None)
        {
            return await bench.PullAsync(cancellationToken: cancellationToken);
        }

        var catalogue = await bench.CatalogueAsync(cancellationToken);
        var source = await bench.DefinitionAsync(cancellationToken);
        var elsewhere = new Dictionary<string, SourceOption>(source.Options) { ["baseUrl"] = new(bench.Simulators.Addresses.Of(address), false) };
        var pull = new DirectPull(bench.Services);
        var ids = await pull.TryPullAsync(source with { Options = elsewhere }, catalogue, new PullOrder(), () => null, cancellationToken);
        await pull.WaitUntilRecordedAsync(null, cancellationToken);
        return await pull.RunsAsync(ids!, cancellationToken);
    }

    private static void CheckEnd(FaultCase played, IReadOnlyList<Run> runs, List<string> refused, List<string> problems)
    {
        var failed = runs.Where(r => r.State != RunState.Succeeded).ToList();
        problems.AddRange(runs.Where(r => r.State == RunState.Running || r.ErrorCode == "E_CONNECTOR_BUG").Select(r => $"{r.Stream} {r.State} {r.Error}"));
        if (played.End != FaultEnd.Fails)
        {
            problems.AddRange(failed.Select(r => $"{r.Stream} failed: {r.ErrorCategory} {r.ErrorCode}: {r.Error}"));
        }
        else
        {
            problems.AddRange(failed.Count == 0 ? ["no run failed"] : failed.Where(r => !played.Categories.Contains(r.ErrorCategory!)).Select(r => $"{r.Stream}: {r.ErrorCategory} {r.ErrorCode} instead of {string.Join('|', played.Categories)}: {r.Error}"));
        }

        if (played.End == FaultEnd.Refuses && refused.Count == 0)
        {
            problems.Add("no record was refused");
        }
    }

    // A clock that is off by more than some minutes is told with the run.
    private static void CheckClock(IReadOnlyList<Fault> faults, IReadOnlyList<Run> runs, List<string> problems)
    {
        var off = Math.Abs(faults.Where(f => f.Kind is FaultKinds.WrongClock).Sum(f => f.Seconds)) / 60;
        problems.AddRange(runs.Where(r => r.Progress?.Contains("clock", StringComparison.Ordinal) is true != off >= 5).Select(r => FormattableString.Invariant($"{r.Stream}: the source's clock is off by {off} minutes; the run says: {r.Progress}")));
    }

    // What lasts is tried a few times; what only a person can mend is not tried again at all.
    private void CheckAttempts(FaultCase played, int attempts, int streams, List<string> problems)
    {
        // Small pages are many requests, and rightly so; each stream connects by itself.
        var most = played.Address != WrongAddress.None ? Math.Max(MostConnections, streams) : played.Name == "smaller-pages" ? 40 * (cleanRequests + 1) : (2 * cleanRequests) + 40;
        if (attempts > most)
        {
            problems.Add($"{attempts} requests; at most {most} were expected");
        }
    }

    /// <summary>A cell may be as it was, or as the truth says now; where a source's own clock is off, as the truth of that instant.</summary>
    private async Task CheckCellsAsync(IReadOnlyList<Fault> faults, IReadOnlyDictionary<Cell, long> before, List<string> problems, CancellationToken cancellationToken)
    {
        var now = bench.Clock.GetUtcNow();
        var catalogue = (await bench.CatalogueAsync(cancellationToken)).Catalogue;
        var after = await bench.CellsAsync(cancellationToken);
        var truths = new List<IReadOnlyDictionary<Cell, long>> { before, CellComparison.Expected(bench.Truth(), catalogue) };
        truths.AddRange(faults.Where(f => f.Kind is FaultKinds.WrongClock).Select(f => CellComparison.Expected(bench.Source.Truth(now.AddSeconds(f.Seconds)), catalogue)));
        truths.AddRange(faults.Where(f => f.Kind is FaultKinds.Restored).Select(f => CellComparison.Expected(bench.Source.Truth(now.AddSeconds(-f.Seconds)), catalogue)));
        if (SourceTraits.Find(bench.Source.Id)!.CountsTogether && truths.Count > 2)
        {
            return; // Such a source only knows today; what another day has to do with it is the source's secret.
        }

        var wrong = after.Where(cell => !truths.Any(t => t.TryGetValue(cell.Key, out var amount) ? amount == cell.Value : cell.Value == 0))
            .Select(cell => string.Create(CultureInfo.InvariantCulture, $"{cell.Key} became {cell.Value} (it was {(before.TryGetValue(cell.Key, out var was) ? was : null)})"))
            .Concat(before.Keys.Where(cell => !after.ContainsKey(cell)).Select(cell => $"{cell} is gone")).ToList();
        if (wrong.Count > 0)
        {
            problems.Add($"{wrong.Count} figures changed without a valid reading: {string.Join("; ", wrong.Take(ShownProblems))}");
        }
    }

    /// <summary>A source that asked to be left alone is left alone, for an hour at most; the polls count from there.</summary>
    private async Task WaitAsAskedAsync(List<string> problems, CancellationToken cancellationToken)
    {
        var until = await bench.QueryAsync(db => db.SourceStates.Where(s => s.Source == bench.Source.Id).Select(s => s.WaitUntil).FirstOrDefaultAsync(cancellationToken));
        if (until - bench.Clock.GetUtcNow() is not { } wait || wait <= TimeSpan.Zero)
        {
            return;
        }

        if (wait > LongestAsked)
        {
            problems.Add($"it is left alone for {wait}; at most {LongestAsked} was expected");
        }

        bench.Move(wait);
    }

    /// <param name="ahead">
    /// By how much the source was ahead of its time. What it told too early of days that have not ended counts in no figure, and comes true by itself:
    /// such days are compared once their time has come.
    /// </param>
    private async Task<int> RecoverAsync(TimeSpan ahead, List<string> problems, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> left = [];
        for (var poll = 1; poll <= PollsToRecover; poll++)
        {
            bench.Move(Step);
            left = [.. await bench.FailuresOfPullAsync(cancellationToken), .. ahead > TimeSpan.Zero ? await DifferencesOfEndedDaysAsync(cancellationToken) : await bench.DifferencesAsync(cancellationToken)];
            if (left.Count > 0)
            {
                continue;
            }

            if (ahead > TimeSpan.Zero && (await bench.DifferencesAsync(cancellationToken)).Count > 0)
            {
                bench.Move(ahead);
                problems.AddRange((await bench.FailuresOfPullAsync(cancellationToken)).Concat(await bench.DifferencesAsync(cancellationToken)).Take(ShownProblems).Select(d => $"not right when the time had come: {d}"));
            }

            return poll;
        }

        problems.Add($"not right again after {PollsToRecover} polls: {left.Count} differences: {string.Join("; ", left.Take(ShownProblems))}");
        return PollsToRecover + 1;
    }

    private async Task<IReadOnlyList<string>> DifferencesOfEndedDaysAsync(CancellationToken cancellationToken)
    {
        var today = VietnamDay.Of(bench.Clock.GetUtcNow()).DayNumber;
        var stored = (await bench.CellsAsync(cancellationToken)).Where(c => !IsOpenDay(c.Key.From, c.Key.To)).ToDictionary(c => c.Key, c => c.Value);
        var truth = bench.Truth().Where(c => !IsOpenDay(c.From.DayNumber, c.To.DayNumber)).ToList();

        // A portal that keeps no past has no ended days.
        return truth.Count + stored.Count == 0 ? [] : CellComparison.Differences(stored, truth, (await bench.CatalogueAsync(cancellationToken)).Catalogue);

        bool IsOpenDay(int from, int to) => to == from + 1 && to > today;
    }
}
