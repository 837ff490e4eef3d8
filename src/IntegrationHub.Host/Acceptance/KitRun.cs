using System.Diagnostics;
using IntegrationHub.Connectors;
using IntegrationHub.Store.Model;

namespace IntegrationHub.Host.Acceptance;

/// <summary>What the kit found out about a connector.</summary>
public sealed record KitReport(string Connector, string Folder, string NameVi, string NameEn, string Stability, int Level, DateTimeOffset At, IReadOnlyList<CheckResult> Results, IReadOnlyList<CheckFinding> FileProblems)
{
    public bool Passed => FileProblems.Count == 0 && Results.All(r => r.Outcome.State != CheckState.Failed);

    public int Count(CheckState state) => Results.Count(r => r.Outcome.State == state);

    /// <summary>The highest level of which every check up to it ran and none failed; -1 when not even the lowest did.</summary>
    public int PassedLevel => FileProblems.Count > 0 ? -1
        : CheckList.All.Where(c => !Results.Any(r => r.Check.Number == c.Number && r.Outcome.State != CheckState.Failed)).Select(c => c.Level).Min() - 1;
}

/// <summary>Runs every check up to a level. A check that throws has failed; the others run all the same.</summary>
public static class KitRun
{
    public static async Task<KitReport> RunAsync(Subject subject, int level, TimeProvider clock, Action<string> say, CancellationToken cancellationToken, IReadOnlyCollection<int>? only = null)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(say);
        var file = AcceptanceFile.Read(Path.Combine(subject.Folder, AcceptanceFile.Name), VietnamDay.Of(clock.GetUtcNow()));
        var results = new List<CheckResult>();
        foreach (var check in CheckList.All.Where(c => c.Level <= level && (only is null || only.Contains(c.Number))))
        {
            if (file.Bypasses.FirstOrDefault(b => b.Check == check.Number) is { } bypass)
            {
                results.Add(new(check, new(CheckState.Bypassed, bypass.Reason, []), TimeSpan.Zero, bypass));
                continue;
            }

            var begun = Stopwatch.GetTimestamp();
            var outcome = await TryAsync(check, subject, cancellationToken);
            results.Add(new(check, outcome, Stopwatch.GetElapsedTime(begun)));
            say(FormattableString.Invariant($"{subject.Module.Key} {check.Number} {check.TitleEn}: {outcome.State} ({results[^1].Took.TotalSeconds:0.0} s)"));
        }

        return new(subject.Module.Key, Path.GetFileName(subject.Folder), subject.Module.NameVi, subject.Module.NameEn, subject.Module.Stability, level, clock.GetUtcNow(), results, file.Problems);
    }

    private static CheckOutcome Together(List<(string Source, CheckOutcome Outcome)> outcomes)
    {
        var state = outcomes.Any(o => o.Outcome.State == CheckState.Failed) ? CheckState.Failed
            : outcomes.Any(o => o.Outcome.State == CheckState.Passed) ? CheckState.Passed
            : CheckState.NotApplicable;
        return new(state, string.Join("; ", outcomes.Select(o => $"{o.Source}: {o.Outcome.Note}")), [.. outcomes.SelectMany(o => o.Outcome.Findings)]);
    }

    private static async Task<CheckOutcome> TryAsync(Check check, Subject subject, CancellationToken cancellationToken)
    {
        try
        {
            if (check.Level == 0 || subject.PerSource is [_])
            {
                return await check.RunAsync(subject, cancellationToken);
            }

            var outcomes = new List<(string Source, CheckOutcome Outcome)>();
            foreach (var one in subject.PerSource)
            {
                outcomes.Add((one.SourceId, await check.RunAsync(one, cancellationToken)));
            }

            return Together(outcomes);
        }
        catch (ConnectorException e)
        {
            return CheckOutcome.Of([new(subject.Module.Key, $"{e.Code}: {e.Message}", "the check met a fault of the connector where none was expected; mend it")], "");
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            var at = e.StackTrace?.Split('\n').FirstOrDefault(l => l.Contains("IntegrationHub", StringComparison.Ordinal))?.Trim();
            return CheckOutcome.Of([new(subject.Module.Key, $"{e.GetType().Name}: {e.Message} {at}", "the check itself could not go on; if the connector is right, mend the check")], "");
        }
    }
}
