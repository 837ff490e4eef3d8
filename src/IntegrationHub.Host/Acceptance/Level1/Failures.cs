using System.Diagnostics;
using System.Text.RegularExpressions;
using IntegrationHub.Connectors;
using IntegrationHub.Host.Acceptance.Bench;
using IntegrationHub.Simulators;
using IntegrationHub.Simulators.Faults;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Sources;

namespace IntegrationHub.Host.Acceptance.Level1;

/// <summary>Checks 8 and 24: what a connector makes of a source that answers wrongly, or not at all.</summary>
internal static partial class Failures
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private const int MostConnections = 12;

    /// <summary>Check 8: each kind of trouble has a code of its own, is told within ten seconds of the machine, and is not tried for minutes.</summary>
    public static async Task<CheckOutcome> TestFailsTypedAsync(Subject subject, CancellationToken cancellationToken)
    {
        var bench = await subject.PulledAsync(cancellationToken);
        var findings = new List<CheckFinding>();
        var healthy = await TestAsync(bench, null, cancellationToken);
        if (healthy.Steps.Count == 0 || healthy.Steps.Any(s => !s.Passed))
        {
            findings.Add(new("connection test", "a healthy source does not pass: " + string.Join("; ", healthy.Steps.Select(s => $"{s.Name}: {s.Detail}")), "say what was tried, step by step"));
        }

        var told = new List<string>();
        foreach (var (name, options, expected) in subject.IsHttp ? [] : Local(subject))
        {
            await ExpectAsync(name, options, expected);
        }

        if (subject.IsHttp)
        {
            await using var refusing = new OddServer("401 Unauthorized");
            await using var forbidding = new OddServer("403 Forbidden");
            await using var throttling = new OddServer("429 Too Many Requests", headers: "Retry-After: 300\r\n");
            await using var page = new OddServer("200 OK", "<!DOCTYPE html><html><body>Đăng nhập</body></html>");
            await using var silent = new OddServer(null);
            var nobody = new OddServer(null);
            var free = nobody.Port;
            await nobody.DisposeAsync();
            await ExpectAsync("an unknown host", Url("http://khong-co-may-nay.invalid"), FailureCategory.Unavailable);
            await ExpectAsync("nobody listens", Url($"http://127.0.0.1:{free}"), FailureCategory.Unavailable);
            await ExpectAsync("no TLS where TLS is expected", Url($"https://127.0.0.1:{page.Port}"), FailureCategory.Configuration);
            await ExpectAsync("401", Url($"http://127.0.0.1:{refusing.Port}"), FailureCategory.Authentication);
            await ExpectAsync("403", Url($"http://127.0.0.1:{forbidding.Port}"), FailureCategory.Permission);
            await ExpectAsync("429", Url($"http://127.0.0.1:{throttling.Port}"), FailureCategory.Throttled);
            await ExpectAsync("a web page", Url($"http://127.0.0.1:{page.Port}"), FailureCategory.Malformed);
            await ExpectAsync("no answer", Url($"http://127.0.0.1:{silent.Port}"), FailureCategory.Unavailable);
            foreach (var server in new[] { refusing, forbidding, throttling, page, silent }.Where(s => s.Connections > MostConnections))
            {
                findings.Add(new("connection test", FormattableString.Invariant($"{server.Connections} connections in one test"), "a test tries once"));
            }

            var groups = told.Skip(2).GroupBy(t => t.Split(' ')[0]).Where(g => g.Count() > 1).ToList();
            findings.AddRange(groups.Select(g => new CheckFinding("connection test", $"{g.Key} is said of different troubles: {string.Join(", ", g)}", "a code of its own for each")));
        }

        return CheckOutcome.Of(findings, FormattableString.Invariant($"{healthy.Steps.Count} steps pass; {(told.Count == 0 ? "nothing can be set up wrongly" : string.Join(", ", told))}"));

        async Task ExpectAsync(string name, IReadOnlyDictionary<string, SourceOption> options, FailureCategory expected)
        {
            var begun = Stopwatch.GetTimestamp();
            var (steps, fault) = await TestAsync(bench, options, cancellationToken);
            var took = Stopwatch.GetElapsedTime(begun);
            var failed = steps.LastOrDefault(s => !s.Passed);
            var (category, text) = fault is not null ? (fault.Category, fault.Code) : (failed?.Category, Code().Match(failed?.Detail ?? "").Value);
            if (category != expected || text.Length == 0)
            {
                findings.Add(new("connection test, " + name, $"it says {category?.ToString() ?? "that all is well"} {text} instead of {expected}", "give the trouble its class and a code"));
            }
            else
            {
                told.Add($"{text} ({name})");
            }

            if (took > Limit)
            {
                findings.Add(new("connection test, " + name, FormattableString.Invariant($"it takes {took.TotalSeconds:0} s"), "end it within ten seconds"));
            }
        }
    }

    /// <summary>Check 24: an answer that is none is a failed run, and no figure moves; the next poll finds everything again.</summary>
    public static async Task<CheckOutcome> EmptyIsNotFailureAsync(Subject subject, CancellationToken cancellationToken)
    {
        if (subject.IsManual)
        {
            return CheckOutcome.NotApplicable("nobody is asked: people bring what there is");
        }

        await using var bench = await subject.BenchAsync(cancellationToken);
        var findings = (await bench.FailuresOfPullAsync(cancellationToken)).Select(f => new CheckFinding(subject.SourceId, f, "the pull of a healthy source succeeds")).ToList();
        var tried = 0;
        foreach (var (name, begin, end) in Troubles(bench, subject.SourceId))
        {
            tried++;
            bench.Move(TimeSpan.FromHours(24));
            var before = await bench.CellsAsync(cancellationToken);
            begin();
            var runs = await bench.PullAsync(cancellationToken: cancellationToken);
            if (runs.All(r => r.State == RunState.Succeeded))
            {
                findings.Add(new(name, "every run succeeds", "what is no answer is a fault, never an empty one"));
            }

            findings.AddRange(runs.Where(r => r.ErrorCode == "E_CONNECTOR_BUG").Select(r => new CheckFinding(name, r.Error!, "foresee it")));
            var truth = CellComparisonOf(bench, await bench.CatalogueAsync(cancellationToken));
            findings.AddRange((await bench.CellsAsync(cancellationToken)).Where(c => !(before.TryGetValue(c.Key, out var was) && was == c.Value) && truth.GetValueOrDefault(c.Key) != c.Value).Take(5)
                .Select(c => new CheckFinding(name, $"{c.Key} became {c.Value}", "no figure moves without a valid reading")));
            end();
            findings.AddRange((await bench.FailuresOfPullAsync(cancellationToken)).Concat(await bench.DifferencesAsync(cancellationToken)).Take(5).Select(d => new CheckFinding(name, "at the next poll: " + d, "go on where it was, without help")));
        }

        return CheckOutcome.Of(findings, FormattableString.Invariant($"{tried} kinds of answers that are none; an empty list in the source's own form is an answer, as the examples of the mapping say"));
    }

    private static Dictionary<Cell, long> CellComparisonOf(SourceBench bench, ActiveCatalogue catalogue) => bench.Truth().ToDictionary(
        c => new Cell(c.Metric, c.Unit, c.From.DayNumber, c.To.DayNumber), c => (long)Scaled(c.Amount, catalogue.Catalogue.Metrics[c.Metric].Scale));

    private static decimal Scaled(decimal amount, int scale) => scale == 0 ? amount : Scaled(amount * 10, scale - 1);

    private static IEnumerable<(string Name, Action Begin, Action End)> Troubles(SourceBench bench, string source)
    {
        if (bench.Source.IsStored)
        {
            yield return ("a web page in place of the data", bench.Source.Spoil, () => bench.Source.Restore(bench.Clock.GetUtcNow()));
            yield break;
        }

        foreach (var kind in new[] { FaultKinds.HtmlInsteadOfJson, FaultKinds.EmptyObject, FaultKinds.TruncatedJson })
        {
            // Where it is data that it asks for: signing in is another check's matter.
            foreach (var fault in source == DemoSources.TthcId
                ? new[] { new Fault { Kind = kind, Endpoint = FaultEndpoints.Snapshots }, new Fault { Kind = kind, Endpoint = FaultEndpoints.List } }
                : [new Fault { Kind = kind, Source = source, Path = SourceTraits.Find(source)?.Data }])
            {
                yield return ($"{kind} {fault.Endpoint}", () => bench.Faults.Add(fault), bench.Faults.Clear);
            }
        }
    }

    private static IEnumerable<(string Name, IReadOnlyDictionary<string, SourceOption> Options, FailureCategory Expected)> Local(Subject subject) => subject.Module.Key switch
    {
        "files" => [("a folder that is not there", new Dictionary<string, SourceOption> { ["folder"] = new("/khong-co/thu-muc-nay", false) }, FailureCategory.Configuration)],
        "sql" => [("a connection string that nobody has set", new Dictionary<string, SourceOption> { ["connection"] = new("env:HUB_KHONG_CO_CHUOI_NAY", true) }, FailureCategory.Configuration)],
        _ => [],
    };

    private static Dictionary<string, SourceOption> Url(string address) => new(StringComparer.Ordinal) { ["baseUrl"] = new(address, false) };

    private static async Task<(IReadOnlyList<TestStep> Steps, ConnectorException? Fault)> TestAsync(SourceBench bench, IReadOnlyDictionary<string, SourceOption>? options, CancellationToken cancellationToken)
    {
        try
        {
            await using var connector = await bench.ConnectAsync(options, cancellationToken);
            return (await connector.TestAsync(cancellationToken), null);
        }
        catch (ConnectorException e)
        {
            return ([], e);
        }
    }

    [GeneratedRegex("E_[A-Z_]+")]
    private static partial Regex Code();
}
