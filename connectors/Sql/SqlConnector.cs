using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using IntegrationHub.Connectors.Http;
using IntegrationHub.Connectors.Http.Mappings;

namespace IntegrationHub.Connectors.Sql;

/// <summary>Reads one database in one run. A statement is read to its end before anything of it is given on: half a list is none.</summary>
internal sealed class SqlConnector(SqlModule module, ConnectorContext context) : IConnector
{
    private const int PageSize = 500;

    private readonly SqlOptions _options = SqlOptions.Read(context);

    public Task<IReadOnlyList<TestStep>> TestAsync(CancellationToken cancellationToken)
    {
        var database = new SqlDatabase(_options with { TimeoutSeconds = Math.Min(_options.TimeoutSeconds, 4) });
        var today = VietnamDate.DayOf(context.Clock.GetUtcNow());
        return ConnectionSteps.RunAsync(
            context.Source,
            [
                new("connect", ("connected, read-only", "đã kết nối, chỉ đọc"), database.ReachAsync),
                .. (context.Streams.Count > 0 ? context.Streams : context.Definitions.Select(d => d.Stream)).Select(stream => new ConnectionStep(stream, ("the query runs", "truy vấn chạy được"), cancel =>
                {
                    var plan = PlanOf(stream);
                    return database.ReadAsync(stream, plan.Sql, Values(plan, today, today), _options.RowLimit, cancel);
                })),
            ],
            cancellationToken);
    }

    public async IAsyncEnumerable<Page> PullAsync(PullRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var plan = PlanOf(request.Stream);
        var today = VietnamDate.DayOf(context.Clock.GetUtcNow());
        var bounds = request.To is { } last ? string.Create(CultureInfo.InvariantCulture, $"{request.From:yyyy-MM-dd}..{last:yyyy-MM-dd}") : null;
        var cursor = CursorText.Read(request.Cursor, _options.Source, request.Stream);
        if (bounds is null && cursor?.Text("backfill") is not null)
        {
            throw cursor.Fault();
        }

        var from = request.From < _options.BackfillFrom ? _options.BackfillFrom : request.From;
        if (bounds is null && cursor is not null && (cursor.Day("readOn") ?? throw cursor.Fault()).AddDays(-plan.Overlap) is var again && again > from)
        {
            from = again;
        }

        var to = request.To is { } end && end <= today ? end : today.AddDays(1);
        var sentAt = context.Clock.GetUtcNow();
        var rows = await new SqlDatabase(_options).ReadAsync(request.Stream, plan.Sql, Values(plan, from, to), _options.RowLimit, cancellationToken);
        var edge = new RowReader(plan.Map);
        var readings = Distinct(rows, edge, sentAt).Where(r => RecordBounds.Covers(plan.Map, r.Body, from, request.To)).ToList();
        var position = CursorText.Write(request.Stream, ("readOn", today), ("backfill", bounds));
        foreach (var part in readings.Chunk(PageSize).DefaultIfEmpty([]))
        {
            var isLast = part.Length == 0 || ReferenceEquals(part[^1], readings[^1]);
            yield return new Page
            {
                Readings = part,
                Cursor = isLast ? position : null,
                Delivered = isLast ? Delivered(plan, request, from, to < today ? to : today) : [],
                AddedFields = edge.AddedFields,
                Progress = $"{readings.Count} rows",
            };
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static IEnumerable<Reading> Distinct(IEnumerable<JsonElement> rows, RowReader edge, DateTimeOffset sentAt)
    {
        var readings = new Dictionary<string, Reading>(StringComparer.Ordinal);
        foreach (var reading in rows.Select(row => edge.Read(row, sentAt)))
        {
            readings[reading.Key] = reading;
        }

        return readings.Values;
    }

    // A statement that chooses by days has, for records, all of them: days without a row are zeros.
    private static List<Delivery> Delivered(QueryPlan plan, PullRequest request, DateOnly from, DateOnly end) =>
        plan.Map.Kind != StreamKind.Records || end <= from || !plan.Parameters.Contains("from") || plan.Map.Values.Select(v => v.On[0]).Distinct().ToList() is not [var on] ? []
            : [.. request.Agencies.Select(agency => new Delivery(agency, on, from, end))];

    private List<(string Name, DateOnly Day)> Values(QueryPlan plan, DateOnly from, DateOnly to) =>
        [.. plan.Parameters.Select(name => (name, name switch { "from" => from, "to" => to, _ => VietnamDate.DayOf(context.Clock.GetUtcNow()) }))];

    private QueryPlan PlanOf(string stream)
    {
        var problems = new List<DefinitionProblem>();
        try
        {
            var map = module.MapOf(stream, context.Definitions);
            return QueryPlanReader.Read(map, map.Reading, problems) ?? throw new MapException($"{stream}.map.yaml", problems);
        }
        catch (MapException exception)
        {
            throw new ConnectorException(FailureCategory.Configuration, "E_MAPPING", $"{context.Source}: {exception.Message}; run: hub lint", exception);
        }
    }
}
