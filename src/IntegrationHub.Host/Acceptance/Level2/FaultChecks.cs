using IntegrationHub.Host.Acceptance.Bench;
using IntegrationHub.Host.Acceptance.Faults;
using IntegrationHub.Simulators.Faults;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Sources;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Host.Acceptance.Level2;

/// <summary>Checks 30, 31, 33 and 34: what a source does wrong is told by its class, changes no figure, and is got over; and it is not asked too often.</summary>
internal static class FaultChecks
{
    private const string Renamed = "F20";

    /// <summary>Check 30: every case of the fault list that can take hold of the source.</summary>
    public static async Task<CheckOutcome> FaultListAsync(Subject subject, CancellationToken cancellationToken)
    {
        var results = await PlayAsync(subject, _ => true, cancellationToken);
        return results.Count == 0 ? NothingTakesHold : CheckOutcome.Of(Findings(results), FormattableString.Invariant(
            $"{results.Count} cases; at most {results.Max(r => r.Attempts)} requests in a pull, right again after at most {results.Max(r => r.Polls)} polls. F27 to F30 happen in the hub itself: its own tests make them happen."));
    }

    /// <summary>Check 31: a whole synchronisation under a budget of a few requests a minute, counted where they arrive.</summary>
    public static async Task<CheckOutcome> RateBudgetAsync(Subject subject, CancellationToken cancellationToken)
    {
        if (!subject.IsHttp)
        {
            return CheckOutcome.NotApplicable("no request leaves the machine");
        }

        await subject.PulledAsync(cancellationToken);
        var budget = Math.Clamp(subject.FirstRequests / 5, 2, 60);
        await using var bench = await FaultBench.StartAsync(subject.SourceId, new BenchOptions { Instead = subject.Instead, Change = files => WithBudget(files, subject.SourceId, budget) }, cancellationToken);

        // Slow enough that no wait passes while a request is on its way: it would arrive later than it was let go.
        bench.Clock.WaitSpeed = 100;
        var (arrivals, counting) = (new List<DateTimeOffset>(), new Lock());
        bench.Faults.Asked += source =>
        {
            lock (counting)
            {
                if (source == subject.SourceId)
                {
                    arrivals.Add(bench.Clock.GetUtcNow());
                }
            }
        };
        var catalogue = (await bench.CatalogueAsync(cancellationToken)).Catalogue;
        var begun = CellComparison.Expected(bench.Truth(), catalogue);
        var findings = (await bench.FailuresOfPullAsync(cancellationToken)).Take(5).Select(f => new CheckFinding(subject.SourceId, "under a budget: " + f, "wait for leave, and go on")).ToList();

        // Waiting takes its time, and the source goes on meanwhile: of what it has changed since, either state is right.
        var (ended, stored) = (CellComparison.Expected(bench.Truth(), catalogue), await bench.CellsAsync(cancellationToken));
        findings.AddRange(ended.Keys.Union(stored.Keys).Where(c => stored.GetValueOrDefault(c) is var amount && amount != ended.GetValueOrDefault(c) && amount != begun.GetValueOrDefault(c)).Take(5)
            .Select(c => new CheckFinding(subject.SourceId, FormattableString.Invariant($"under a budget: {c} is {stored.GetValueOrDefault(c)} instead of {ended.GetValueOrDefault(c)}"), "wait for leave, and go on")));
        arrivals.Sort();
        var most = Enumerable.Range(0, arrivals.Count).Select(i => arrivals.Skip(i).TakeWhile(a => a < arrivals[i].AddMinutes(1)).Count()).DefaultIfEmpty().Max();
        if (most > budget)
        {
            findings.Add(new(subject.SourceId, FormattableString.Invariant($"{most} requests within a minute; the budget is {budget}"), "send every request through the transport of the connectors, which asks for leave"));
        }

        if (arrivals.Count <= budget)
        {
            findings.Add(new(subject.SourceId, FormattableString.Invariant($"only {arrivals.Count} requests: the budget of {budget} was not put to the test"), "give the simulated source more to say"));
        }

        return CheckOutcome.Of(findings, FormattableString.Invariant($"{arrivals.Count} requests, never more than {most} within a minute of a budget of {budget}; Retry-After is part of check 30, several processes of the hub's own tests"));
    }

    /// <summary>Check 33: a field that comes is noted by name; one that goes, is renamed or retyped, and a new code refuse what needs them.</summary>
    public static async Task<CheckOutcome> DriftAsync(Subject subject, CancellationToken cancellationToken)
    {
        var noted = new List<string>();
        var results = await PlayAsync(subject, line => line.Id == Renamed, cancellationToken, async bench =>
            noted.AddRange(await bench.QueryAsync(db => db.StreamFields.Select(f => f.Field).Distinct().ToListAsync(cancellationToken))));
        if (results.Count == 0)
        {
            return NothingTakesHold;
        }

        var findings = Findings(results);
        if (results.Any(r => r.Case == Renamed + "/added") && !noted.Contains("truongMoi"))
        {
            findings.Add(new(subject.SourceId, "a field that the source added is not noted", "put the names of unknown fields into Page.AddedFields"));
        }

        return CheckOutcome.Of(findings, FormattableString.Invariant($"{string.Join(", ", results.Select(r => r.Case))}: figures stayed, all else went on"));
    }

    /// <summary>Check 34: one record that cannot be used is alone in quarantine, with its place, and everything is as if it had been good once it is.</summary>
    public static async Task<CheckOutcome> PoisonAsync(Subject subject, CancellationToken cancellationToken)
    {
        if (SourceTraits.Find(subject.SourceId) is not { } traits || Poison(traits) is not { } poison)
        {
            return NothingTakesHold;
        }

        if (traits.CountsTogether)
        {
            return CheckOutcome.NotApplicable("its records only count together: one that cannot be read refuses the whole reading, as check 30 shows");
        }

        await using var bench = await FaultBench.StartAsync(subject.SourceId, new BenchOptions { Instead = subject.Instead }, cancellationToken);
        await new FaultPlay(bench).PrepareAsync(cancellationToken);
        var before = await OpenAsync(bench, cancellationToken);
        bench.Move(TimeSpan.FromMinutes(2));
        bench.Faults.Add(poison);
        var findings = (await bench.FailuresOfPullAsync(cancellationToken)).Select(f => new CheckFinding(subject.SourceId, f, "one bad record is no reason to refuse the others")).ToList();
        var refused = (await OpenAsync(bench, cancellationToken)).Where(r => before.All(b => b.Id != r.Id)).ToList();
        if (refused.Count != 1)
        {
            findings.Add(new(subject.SourceId, FormattableString.Invariant($"{refused.Count} records are in quarantine instead of 1: {string.Join(", ", refused.Take(4).Select(r => r.Code))}"), "refuse the one that is bad"));
        }

        findings.AddRange(refused.Where(r => string.IsNullOrEmpty(r.Place) || string.IsNullOrEmpty(r.Code)).Take(1).Select(r => new CheckFinding(subject.SourceId, "the refused record has no place or no rule", "say where it is wrong, and by which rule")));
        bench.Faults.Clear();
        bench.Move(TimeSpan.FromMinutes(2));
        findings.AddRange((await bench.FailuresOfPullAsync(cancellationToken)).Concat(await bench.DifferencesAsync(cancellationToken)).Take(5)
            .Select(d => new CheckFinding(subject.SourceId, "once the record was good: " + d, "a good reading settles a refused one")));

        // Of one without a key nobody can say that it has come again: it stays for a person.
        var left = (await OpenAsync(bench, cancellationToken)).Count(r => before.All(b => b.Id != r.Id) && r.Record is not (null or ['?', ..]));
        if (left > 0)
        {
            findings.Add(new(subject.SourceId, FormattableString.Invariant($"{left} records are still in quarantine"), "a good reading settles a refused one"));
        }

        return CheckOutcome.Of(findings, $"one record with a bad {poison.Name ?? "cell"}: {string.Join(", ", refused.Select(r => $"{r.Code} at {r.Place}"))}");
    }

    private static CheckOutcome NothingTakesHold => CheckOutcome.NotApplicable("no fault of the list can take hold of it: it asks no source");

    private static async Task<List<FaultResult>> PlayAsync(Subject subject, Func<ListedFault, bool> isPlayed, CancellationToken cancellationToken, Func<SourceBench, Task>? look = null)
    {
        var cases = FaultPlay.CasesOf(subject.SourceId).Where(c => isPlayed(c.Line)).ToList();
        if (cases.Count == 0)
        {
            return [];
        }

        await using var bench = await FaultBench.StartAsync(subject.SourceId, new BenchOptions { Instead = subject.Instead }, cancellationToken);
        var play = new FaultPlay(bench);
        await play.PrepareAsync(cancellationToken);
        var results = new List<FaultResult>();
        foreach (var (line, played) in cases)
        {
            results.Add(await play.PlayAsync(line, played, cancellationToken));
        }

        if (look is not null)
        {
            await look(bench);
        }

        return results;
    }

    private static List<CheckFinding> Findings(List<FaultResult> results) =>
        [.. results.SelectMany(r => r.Problems.Select(p => new CheckFinding($"{r.Source} {r.Case}", p, $"expected: {r.Expected}; seen: {r.Seen}")))];

    private static CatalogueFiles WithBudget(CatalogueFiles files, string source, int requests) => new(files.All.Select(f =>
        f.Path == $"sources/{source}.yaml" ? f with { Text = FormattableString.Invariant($"{f.Text.TrimEnd()}\nbudget: {{ requests: {requests}, per: minute }}\n") } : f));

    private static Fault? Poison(SourceTraits source) => source switch
    {
        { IsFolder: true } or { IsDatabase: true } => new Fault { Kind = FaultKinds.FileCell, Source = source.Source, Times = 1 },
        _ when (source.Count ?? source.Day ?? source.Agency) is { } field =>
            new Fault { Kind = FaultKinds.SetField, Source = source.Source, Path = field.Path, Row = field.Row, Name = field.Name, Value = "không rõ", Times = 1 },
        _ => null,
    };

    private static Task<List<RejectionRow>> OpenAsync(SourceBench bench, CancellationToken cancellationToken) =>
        bench.QueryAsync(db => db.Rejections.AsNoTracking().Where(r => r.Source == bench.Source.Id && r.State == "open").ToListAsync(cancellationToken));
}
