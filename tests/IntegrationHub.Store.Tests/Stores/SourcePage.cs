using System.Text.Json;
using IntegrationHub.Contracts;
using IntegrationHub.Store.Figures;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;

namespace IntegrationHub.Store.Tests.Stores;

public sealed record Value(string Unit, string Metric, DateOnly From, DateOnly To, long Amount, string Scope = "own");

/// <param name="Values">Null: the source has withdrawn the record.</param>
public sealed record Revision(string Record, long ObservedAt, IReadOnlyList<Value>? Values, long SourceSeq = 0);

/// <summary>A page of a source before it is recorded: its readings, and what its run has read completely with it.</summary>
public sealed record SourcePage(string Feed, IReadOnlyList<Revision> Revisions)
{
    public Guid Batch { get; init; } = Guid.NewGuid();

    public Guid Run { get; init; } = Guid.NewGuid();

    public int Seq { get; init; }

    public bool ClosesRun { get; init; } = true;

    public int Mapping { get; init; } = 1;

    public IReadOnlyList<UnitDelivery> Delivered { get; init; } = [];

    public IReadOnlyList<RejectedRecord> Rejected { get; init; } = [];

    public string Connector => Feed.Split('/')[0];

    public string Stream => Feed.Split('/')[1];

    public string Source => Connector + "-1";

    /// <summary>Archives the pages as pending batches in one go, as their collectors would have before any of them is recorded.</summary>
    public static async Task ArchiveAsync(TestStore store, IEnumerable<SourcePage> pages)
    {
        await using var db = store.Open();
        db.AddRange(pages.Select(p => new Batch
        {
            Id = p.Batch,
            Run = p.Run,
            Seq = p.Seq,
            Source = p.Source,
            Stream = p.Stream,
            Connector = p.Connector,
            CreatedAt = store.Clock.GetUtcNow(),
            Readings = p.Revisions.Count + p.Rejected.Count,
            Deliveries = p.Delivered.Count == 0 ? null : JsonSerializer.Serialize(p.Delivered),
            ClosesRun = p.ClosesRun,
        }));
        await db.SaveChangesAsync();
    }

    public MeasurementsReported Message()
    {
        var values = Revisions.SelectMany(r => r.Values ?? []).ToList();
        string[] units = [.. values.Select(v => v.Unit).Distinct()];
        string[] metrics = [.. values.Select(v => v.Metric).Distinct()];
        string[] scopes = [.. values.Select(v => v.Scope).Prepend("own").Distinct()];
        var starts = new int[Revisions.Count + 1];
        for (var i = 0; i < Revisions.Count; i++)
        {
            starts[i + 1] = starts[i] + (Revisions[i].Values?.Count ?? 0);
        }

        return new()
        {
            Batch = Batch,
            Run = Run,
            Source = Source,
            Stream = Stream,
            Feed = Feed,
            Mapping = Mapping,
            Records = [.. Revisions.Select(r => r.Record)],
            Units = units,
            SourceSeq = [.. Revisions.Select(r => r.SourceSeq)],
            ObservedAt = [.. Revisions.Select(r => r.ObservedAt)],
            Retracted = [.. Revisions.Index().Where(r => r.Item.Values is null).Select(r => r.Index)],
            ValuesFrom = starts,
            Metrics = metrics,
            Scopes = scopes,
            UnitOf = [.. values.Select(v => Array.IndexOf(units, v.Unit))],
            MetricOf = [.. values.Select(v => Array.IndexOf(metrics, v.Metric))],
            ScopeOf = values.TrueForAll(v => v.Scope == "own") ? [] : [.. values.Select(v => Array.IndexOf(scopes, v.Scope))],
            From = [.. values.Select(v => v.From.DayNumber)],
            To = [.. values.Select(v => v.To.DayNumber)],
            Amounts = [.. values.Select(v => v.Amount)],
            Rejections = [.. Rejected],
        };
    }
}
