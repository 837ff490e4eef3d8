using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using IntegrationHub.Collect.Normalizing;
using IntegrationHub.Collect.Pulling;
using IntegrationHub.Connectors;
using IntegrationHub.Connectors.Http;
using IntegrationHub.Store.Catalogue;

namespace IntegrationHub.Faults.Tests.Fuzz;

/// <summary>A stream of a simulated source: what its connector asked in one bounded pull, and what was answered, to be given again.</summary>
internal sealed class RecordedSource
{
    private readonly ConnectorRegistry _connectors;
    private readonly ActiveCatalogue _catalogue;
    private readonly SourceDefinition _source;
    private readonly PullRequest _request;
    private readonly TimeProvider _clock;
    private readonly IStreamMapping _mapping;
    private readonly Normalizer _normalizer;
    private readonly Dictionary<string, Answer> _answers = [];

    private RecordedSource(ConnectorRegistry connectors, ActiveCatalogue catalogue, SourceDefinition source, PullRequest request, TimeProvider clock)
    {
        (_connectors, _catalogue, _source, _request, _clock) = (connectors, catalogue, source, request, clock);
        _mapping = connectors.Mapping(catalogue.Catalogue, source.Connector, request.Stream);
        _normalizer = new Normalizer(catalogue.Catalogue, _mapping, new AgencyDirectory(catalogue.Catalogue, source.Id, source.Connector));
    }

    public string Name => $"{_source.Id}/{_request.Stream}";

    /// <summary>Readings without any mutation, as texts.</summary>
    public IReadOnlySet<string> Clean { get; private set; } = new HashSet<string>();

    /// <summary>The answers that hold data, in the order in which they were asked for.</summary>
    public IReadOnlyList<string> Data { get; private set; } = [];

    public static async Task<RecordedSource> RecordAsync(ConnectorRegistry connectors, ActiveCatalogue catalogue, SourceDefinition source, PullRequest request, TimeProvider clock)
    {
        var recorded = new RecordedSource(connectors, catalogue, source, request, clock);
        var order = new List<string>();
        await recorded.PullAsync(() => new Recorder(recorded._answers, order), CancellationToken.None);
        recorded.Data = [.. order.Where(key => !key.Contains("login", StringComparison.Ordinal) && !key.Contains("token", StringComparison.Ordinal) && !key.Contains("dang-nhap", StringComparison.Ordinal))];
        recorded.Clean = (await recorded.ReplayAsync(null, [], CancellationToken.None)).Select(Text).ToHashSet(StringComparer.Ordinal);
        return recorded;
    }

    public byte[] BodyOf(string request) => _answers[request].Body;

    public IEnumerable<byte[]> Bodies => _answers.Values.Select(a => a.Body);

    /// <summary>Whether a figure comes from it.</summary>
    public bool Counts(Reading reading) => _mapping.Map(reading.Key, reading.Body) is Mapped { Values.Count: > 0 };

    public static string Text(Reading reading) => $"{reading.Key} {reading.Body.GetRawText()}";

    /// <summary>The whole way of a page: envelope, edge, mapping, normalizer. Throws what the connector throws.</summary>
    /// <param name="mutated">The request whose answer is another one; null for none.</param>
    public async Task<IReadOnlyList<Reading>> ReplayAsync(string? mutated, byte[] body, CancellationToken cancellationToken)
    {
        var readings = new List<Reading>();
        ConnectorException? fault = null;
        try
        {
            readings = await PullAsync(() => new Player(_answers, mutated, body), cancellationToken, readings);
        }
        catch (ConnectorException exception)
        {
            fault = exception; // The pages before it count.
        }

        var message = _normalizer.Normalize(new PageOrigin(Guid.Empty, Guid.Empty, _source.Id, _source.Connector, _request.Stream, null), readings);
        if (message.Amounts.Any(amount => amount < 0))
        {
            throw new InvalidOperationException("a count below zero came out");
        }

        // What is no known fault is a fault of ours.
        return fault is { Code: "E_CONNECTOR_BUG" } ? throw new InvalidOperationException("the connector failed in an unforeseen way", fault) : readings;
    }

    private async Task<List<Reading>> PullAsync(Func<HttpMessageHandler> wire, CancellationToken cancellationToken, List<Reading>? into = null)
    {
        var readings = into ?? [];
        SourceHttp.Recorded.Value = wire;
        try
        {
            await using var connector = await _connectors.CreateAsync(_source, _catalogue.Catalogue, _clock, cancellationToken);
            await foreach (var page in connector.PullAsync(_request, cancellationToken))
            {
                readings.AddRange(page.Readings);
            }
        }
        finally
        {
            SourceHttp.Recorded.Value = null;
        }

        return readings;
    }

    private static async Task<string> KeyAsync(HttpRequestMessage request) =>
        $"{request.Method} {request.RequestUri!.PathAndQuery} {(request.Content is null ? "" : await request.Content.ReadAsStringAsync())}";

    private static HttpResponseMessage Response(Answer answer, byte[] body)
    {
        var response = new HttpResponseMessage(answer.Status) { Content = new ByteArrayContent(body) };
        response.Content.Headers.TryAddWithoutValidation("Content-Type", answer.Type);
        return response;
    }

    private sealed record Answer(HttpStatusCode Status, string? Type, byte[] Body);

    private sealed class Recorder(Dictionary<string, Answer> answers, List<string> order) : DelegatingHandler(new SocketsHttpHandler { UseProxy = false })
    {
        private static readonly string[] Long = ["SearchSoLieuBaoCaoTheoKy", "/registers/", "syncReceivedEdocList"];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var key = await KeyAsync(request);
            using var response = await base.SendAsync(request, cancellationToken);
            var answer = new Answer(response.StatusCode, response.Content.Headers.ContentType?.ToString(), Few(key, await response.Content.ReadAsByteArrayAsync(cancellationToken)));
            lock (answers)
            {
                if (answers.TryAdd(key, answer))
                {
                    order.Add(key);
                }
            }

            return Response(answer, answer.Body);
        }

        // Of hundreds of agencies or messages a few of each state prove as much.
        private static byte[] Few(string key, byte[] body)
        {
            if (!Long.Any(part => key.Contains(part, StringComparison.Ordinal)) || JsonNode.Parse(body) is not JsonObject root || root["data"] is not JsonArray rows)
            {
                return body;
            }

            var few = rows.GroupBy(row => (string?)row!["messageType"] is null ? null : (string?)row["status"]).SelectMany(same => same.Take(5)).ToHashSet();
            foreach (var row in rows.Where(row => !few.Contains(row)).ToList())
            {
                rows.Remove(row);
            }

            foreach (var name in new[] { "total", "totalCount", "count" }.Where(root.ContainsKey))
            {
                root[name] = rows.Count;
            }

            foreach (var row in rows.OfType<JsonObject>().Where(row => row.ContainsKey("totalCount")))
            {
                row["totalCount"] = rows.Count;
            }

            return Encoding.UTF8.GetBytes(root.ToJsonString());
        }
    }

    /// <summary>What was never asked in the recording is asked because of a mutation: the source does not know it.</summary>
    private sealed class Player(Dictionary<string, Answer> answers, string? mutated, byte[] body) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var key = await KeyAsync(request);
            return !answers.TryGetValue(key, out var answer) ? new HttpResponseMessage(HttpStatusCode.NotFound) { Content = new ByteArrayContent([]) }
                : Response(answer, key == mutated ? body : answer.Body);
        }
    }
}
