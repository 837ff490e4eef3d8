using IntegrationHub.Connectors;
using IntegrationHub.Host.Acceptance.Bench;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Store.Catalogue;

namespace IntegrationHub.Host.Acceptance.Level0;

/// <summary>Check 5. What was promised is still there; a saved configuration passes lint, and a connector goes on from each saved cursor.</summary>
public static class BackwardCompatible
{
    private const string Remedy = "keep it, or raise the major version, write the migration, and run 'hub connector baseline DIR --write'";

    public static async Task<CheckOutcome> RunAsync(Subject subject, CancellationToken cancellationToken)
    {
        var path = Baseline.PathOf(subject);
        if (!File.Exists(path))
        {
            return CheckOutcome.Of([new($"contracts/baseline/{subject.Module.Key}.json", "the file is not there", "run 'hub connector baseline DIR --write' and commit it")], "");
        }

        var (then, now) = (Baseline.Read(path), Baseline.Of(subject));
        var findings = new List<CheckFinding>();
        Compare(then, now, findings);
        Lint(then, findings);
        foreach (var (stream, cursor) in then.Cursors)
        {
            await GoOnAsync(subject, stream, cursor, findings, cancellationToken);
        }

        return CheckOutcome.Of(findings, FormattableString.Invariant($"{then.Options.Count} options, {then.Streams.Count} streams, {then.Streams.Sum(s => s.Fields.Count)} fields, one configuration and {then.Cursors.Count} cursors of the baseline"));
    }

    public static void Compare(Baseline then, Baseline now, List<CheckFinding> findings)
    {
        foreach (var old in then.Options)
        {
            var option = now.Options.FirstOrDefault(o => o.Name == old.Name);
            Need(option is not null, "options." + old.Name, "the option is gone");
            if (option is not null)
            {
                Need(option.Type == old.Type, "options." + old.Name, $"its type was {old.Type} and is {option.Type}");
                Need(option.Default == old.Default, "options." + old.Name, $"its default was '{old.Default}' and is '{option.Default}'");
                Need(old.Required || !option.Required, "options." + old.Name, "it has become required");
                Need(old.Choices.All(option.Choices.Contains), "options." + old.Name, $"it no longer takes {string.Join(", ", old.Choices.Except(option.Choices))}");
                Need((option.Minimum ?? long.MinValue) <= (old.Minimum ?? long.MinValue) && (option.Maximum ?? long.MaxValue) >= (old.Maximum ?? long.MaxValue), "options." + old.Name, "its range has become narrower");
            }
        }

        foreach (var added in now.Options.Where(o => o.Required && then.Options.All(old => old.Name != o.Name)))
        {
            findings.Add(new("options." + added.Name, "a new option is required, so no saved configuration has it", Remedy));
        }

        foreach (var old in then.Streams)
        {
            var stream = now.Streams.FirstOrDefault(s => s.Name == old.Name);
            Need(stream is not null, old.Name, "the stream is gone");
            if (stream is not null)
            {
                Need(stream.Kind == old.Kind, old.Name, $"its kind was {old.Kind} and is {stream.Kind}");
                Need(stream.Key == old.Key, old.Name, $"its key was {old.Key} and is {stream.Key}");
                foreach (var field in old.Fields.Except(stream.Fields))
                {
                    findings.Add(new(old.Name, $"the field '{field}' is gone or has changed", Remedy));
                }

                foreach (var metric in old.Metrics.Except(stream.Metrics))
                {
                    findings.Add(new(old.Name, $"it no longer counts {metric}", Remedy));
                }
            }
        }

        void Need(bool holds, string place, string what)
        {
            if (!holds)
            {
                findings.Add(new(place, what, Remedy));
            }
        }
    }

    private static void Lint(Baseline then, List<CheckFinding> findings)
    {
        const string path = "sources/baseline.yaml";
        var text = string.Join('\n', then.Source.Split('\n').Select(l => l.StartsWith("id: ", StringComparison.Ordinal) ? "id: baseline" : l));
        findings.AddRange(CatalogueReader.Read(Subject.BundledFiles.With(new([new(path, text)])), HubServices.Connectors).Findings.Where(f => f.File == path && f.Severity is LintSeverity.Error)
            .Select(f => new CheckFinding("the configuration of the baseline", $"lint says {f.Code}: {f.Message}", Remedy)));
    }

    private static async Task GoOnAsync(Subject subject, string stream, string cursor, List<CheckFinding> findings, CancellationToken cancellationToken)
    {
        SourceBench? bench = null;
        foreach (var one in subject.PerSource)
        {
            var pulled = await one.PulledAsync(cancellationToken);
            bench = (await pulled.StreamsAsync(cancellationToken)).Any(s => s.Name == stream) ? pulled : bench;
        }

        if (bench is null)
        {
            findings.Add(new(stream, "no source of the demo world reads the stream any more, so its cursor of the baseline cannot be tried", Remedy));
            return;
        }

        await using var connector = await bench.ConnectAsync(cancellationToken);
        try
        {
            await foreach (var _ in connector.PullAsync(await bench.RequestAsync(stream, cursor, cancellationToken: cancellationToken), cancellationToken))
            {
                break;
            }
        }
        catch (ConnectorException e)
        {
            findings.Add(new(stream, $"it does not go on from the cursor of the baseline: {e.Code} {e.Message}", Remedy));
        }
    }
}
