using System.Globalization;
using IntegrationHub.Api.Problems;
using IntegrationHub.Api.Runs;
using IntegrationHub.Api.Sources;
using IntegrationHub.Collect.Archive;
using IntegrationHub.Collect.Normalizing;
using IntegrationHub.Collect.Pulling;
using IntegrationHub.Collect.Systems;
using IntegrationHub.Connectors;
using IntegrationHub.Contracts;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Record;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Figures;

namespace IntegrationHub.Host.Trials;

/// <summary>Tries a source out for the page: with the connectors of this process, from this machine, whatever its roles are.</summary>
public sealed class SourceTrials(ConnectorRegistry registry, IServiceProvider services, TimeProvider clock) : ISourceTrials
{
    // A person waits for the answer.
    private static readonly TimeSpan TestLimit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ReadLimit = TimeSpan.FromSeconds(20);

    private const int MostReadings = 5000;

    public IReadOnlyList<ConnectorModule> Connectors => registry.Modules;

    public async Task AppliedAsync(ActiveCatalogue active, CancellationToken cancellationToken) =>
        await services.GetRequiredService<FigureRecorder>().PrepareAsync(active, cancellationToken);

    public async Task<IReadOnlyList<TestStep>> TestAsync(SourceTrial trial, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(trial);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TestLimit);
        var steps = new List<TestStep>();
        try
        {
            await using var connector = await registry.CreateAsync(trial.Source, trial.Active.Catalogue, clock, limit.Token, trial.Secrets);
            steps.Add(new TestStep("configuration", true, "options and secrets are there") { DetailVi = "đủ tùy chọn và bí mật" });
            steps.AddRange(await connector.TestAsync(limit.Token));
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            var fault = FaultOf(trial, e);
            steps.Add(new TestStep(steps.Count == 0 ? "configuration" : "permission", false, $"{fault.Code}: {fault.Message}", fault.Category));
        }

        return [.. steps.Select(s => s with { Detail = Redacted(s.Detail, trial) })];
    }

    public async Task<SourcePreview> PreviewAsync(SourceTrial trial, PreviewWish wish, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(trial);
        ArgumentNullException.ThrowIfNull(wish);
        var (read, previews) = (new List<StreamRead>(), new List<StreamPreview>());
        foreach (var stream in Streams(trial, wish.Stream))
        {
            var found = await ReadAsync(trial, wish, stream, cancellationToken);
            read.Add(found);
            previews.Add(Preview(trial, wish, found));
        }

        return new SourcePreview(previews, wish.WithEffect ? await new PreviewEffects(services, clock).OfAsync(trial, read, cancellationToken) : null);
    }

    private List<string> Streams(SourceTrial trial, string? only)
    {
        var streams = registry.Streams(trial.Source, trial.Active.Catalogue).Select(s => s.Name).ToList();
        return only is null ? streams
            : streams.Contains(only) ? [only]
            : throw new ApiProblemException("bad-parameter", $"stream is '{only}'; source '{trial.Source.Id}' reads {string.Join(", ", streams)}");
    }

    /// <summary>Whole pages, until there are enough records: what a page says it has read completely holds only for all of it.</summary>
    private async Task<StreamRead> ReadAsync(SourceTrial trial, PreviewWish wish, string stream, CancellationToken cancellationToken)
    {
        var (source, catalogue) = (trial.Source, trial.Active.Catalogue);
        var agencies = new AgencyDirectory(catalogue, source.Id, source.Connector);
        var (readings, delivered) = (new List<Reading>(), new List<UnitDelivery>());
        var isComplete = false;
        PreviewProblem? problem = null;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(ReadLimit);
        try
        {
            if (source.Connector == SystemRegister.Connector)
            {
                throw new ConnectorException(FailureCategory.Configuration, "E_OPTION", "the register is the hub's own knowledge; nothing is read of anybody");
            }

            await using var connector = await registry.CreateAsync(source, catalogue, clock, limit.Token, trial.Secrets);
            isComplete = true;
            await foreach (var page in connector.PullAsync(new PullRequest { Stream = stream, Cursor = null, From = wish.From, Agencies = agencies.Codes, Open = [] }, limit.Token))
            {
                readings.AddRange(page.Readings);
                delivered.AddRange(StreamRun.Resolve(agencies, page.Delivered));
                if (readings.Count >= Math.Min(wish.Limit, MostReadings))
                {
                    isComplete = false;
                    break;
                }
            }
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            isComplete = false;

            // Enough was read to show: that there is more is said by not being complete.
            var fault = FaultOf(trial, e);
            problem = readings.Count > 0 && fault.Code == "E_SOURCE_TIMEOUT" ? null : PreviewProblem.Of(fault);
        }

        MeasurementsReported? message = null;
        if (readings.Count > 0)
        {
            // The same key may come on two pages; the last one holds.
            readings = [.. readings.AsEnumerable().Reverse().DistinctBy(r => r.Key, StringComparer.Ordinal).Reverse()];
            message = new Normalizer(catalogue, registry.Mapping(catalogue, source.Connector, stream), agencies)
                .Normalize(new PageOrigin(Guid.Empty, Guid.Empty, source.Id, source.Connector, stream, null), readings);
        }

        return new StreamRead(stream, readings, delivered, message, isComplete, problem);
    }

    private static StreamPreview Preview(SourceTrial trial, PreviewWish wish, StreamRead read)
    {
        var rejections = read.Message?.Rejections ?? [];
        var refused = rejections.Take(wish.Limit).Select(r => new PreviewRefusal(r.Record, r.Code, r.Place, Redacted(r.Message, trial), r.Sample, RefusalWords.Of(r.Code))).ToList();
        var reasons = rejections.GroupBy(r => (r.Code, r.Place)).OrderByDescending(g => g.Count())
            .Select(g => new PreviewReason(g.Key.Code, g.Key.Place, g.Count(), g.First().Sample, Redacted(g.First().Message, trial), RefusalWords.Of(g.Key.Code))).ToList();
        var problem = read.Problem is { } p ? p with { Message = Redacted(p.Message, trial) } : null;
        return new StreamPreview(
            read.Stream, $"{trial.Source.Connector}/{read.Stream}", read.Readings.Count, read.IsComplete, read.Message is null ? [] : [.. Records(read.Message, trial.Active).Take(wish.Limit)], refused, reasons, problem);
    }

    private static IEnumerable<PreviewRecord> Records(MeasurementsReported message, ActiveCatalogue active)
    {
        for (var record = 0; record < message.Records.Length; record++)
        {
            var values = new List<PreviewValue>();
            for (var v = message.ValuesFrom[record]; v < message.ValuesFrom[record + 1]; v++)
            {
                var (unit, metric, from) = (message.Units[message.UnitOf[v]], active.Catalogue.Metrics[message.Metrics[message.MetricOf[v]]], DateOnly.FromDayNumber(message.From[v]));
                values.Add(new PreviewValue(
                    unit, active.Catalogue.NameOf(unit, from), metric.Code, metric.Name.Vi, from, DateOnly.FromDayNumber(message.To[v]),
                    message.ScopeOf.Length == 0 ? "own" : message.Scopes[message.ScopeOf[v]], (message.Amounts[v] / FigureCatalogue.PowerOfTen(metric.Scale)).ToString(CultureInfo.InvariantCulture)));
            }

            yield return new PreviewRecord(message.Records[record], values);
        }
    }

    private static ConnectorException FaultOf(SourceTrial trial, Exception e) => e switch
    {
        ConnectorException fault => fault,
        OperationCanceledException => new ConnectorException(FailureCategory.Unavailable, "E_SOURCE_TIMEOUT", $"{trial.Source.Id}: no answer in time; check the network and the source's load"),
        _ => new ConnectorException(FailureCategory.Malformed, "E_CONNECTOR_BUG", $"the connector failed in an unforeseen way ({e.GetType().Name})"),
    };

    /// <summary>Connectors keep secrets out of what they say; should one fail to, what was typed is still not shown.</summary>
    private static string Redacted(string text, SourceTrial trial) => trial.Secrets.Values.Where(s => s.Length >= 4).Aggregate(text, (t, secret) => t.Replace(secret, "…", StringComparison.Ordinal));
}

/// <summary>What was read of a stream.</summary>
internal sealed record StreamRead(string Stream, IReadOnlyList<Reading> Readings, IReadOnlyList<UnitDelivery> Delivered, MeasurementsReported? Message, bool IsComplete, PreviewProblem? Problem);
