using IntegrationHub.Contracts;

namespace IntegrationHub.Collect.Normalizing;

public readonly record struct ResolvedValue(string Unit, string Metric, string Scope, int From, int To, long Amount);

/// <summary>Collects measurements column by column.</summary>
internal sealed class MeasurementColumns
{
    private readonly List<string> records = [];
    private readonly List<long> sourceSeq = [];
    private readonly List<long> observedAt = [];
    private readonly List<int> retracted = [];
    private readonly List<int> valuesFrom = [0];
    private readonly Words units = new();
    private readonly Words metrics = new();
    private readonly Words scopes = new();
    private readonly List<int> unitOf = [];
    private readonly List<int> metricOf = [];
    private readonly List<int> scopeOf = [];
    private readonly List<int> from = [];
    private readonly List<int> to = [];
    private readonly List<long> amounts = [];

    public void Add(string record, long seq, long observed, IReadOnlyList<ResolvedValue> values)
    {
        records.Add(record);
        sourceSeq.Add(seq);
        observedAt.Add(observed);
        foreach (var value in values)
        {
            unitOf.Add(units.IndexOf(value.Unit));
            metricOf.Add(metrics.IndexOf(value.Metric));
            scopeOf.Add(scopes.IndexOf(value.Scope));
            from.Add(value.From);
            to.Add(value.To);
            amounts.Add(value.Amount);
        }

        valuesFrom.Add(amounts.Count);
    }

    /// <summary>What it counted is taken back.</summary>
    public void Retract(string record, long seq, long observed)
    {
        retracted.Add(records.Count);
        Add(record, seq, observed, []);
    }

    public MeasurementsReported ToMessage(PageOrigin origin, string feed, int mapping, List<RejectedRecord> rejections) => new()
    {
        Batch = origin.Batch,
        Run = origin.Run,
        Source = origin.Source,
        Stream = origin.Stream,
        Feed = feed,
        Mapping = mapping,
        Records = [.. records],
        Units = units.ToArray(),
        SourceSeq = [.. sourceSeq],
        ObservedAt = [.. observedAt],
        Retracted = [.. retracted],
        ValuesFrom = [.. valuesFrom],
        UnitOf = [.. unitOf],
        Metrics = metrics.ToArray(),
        MetricOf = [.. metricOf],
        Scopes = scopes.ToArray(),
        ScopeOf = [.. scopeOf],
        From = [.. from],
        To = [.. to],
        Amounts = [.. amounts],
        Rejections = [.. rejections],
        TraceParent = origin.TraceParent,
    };

    private sealed class Words
    {
        private readonly Dictionary<string, int> indexes = new(StringComparer.Ordinal);

        public int IndexOf(string word)
        {
            if (!indexes.TryGetValue(word, out var index))
            {
                indexes[word] = index = indexes.Count;
            }

            return index;
        }

        public string[] ToArray() => [.. indexes.Keys];
    }
}
