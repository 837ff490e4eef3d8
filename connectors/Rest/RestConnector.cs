using IntegrationHub.Connectors.Http;
using IntegrationHub.Connectors.Http.Mappings;

namespace IntegrationHub.Connectors.Rest;

/// <summary>Reads one declared source in one run.</summary>
internal sealed class RestConnector : IConnector
{
    private readonly RestModule _module;
    private readonly ConnectorContext _context;
    private readonly RestOptions _options;
    private readonly SourceClient _client;

    public RestConnector(RestModule module, ConnectorContext context)
    {
        (_module, _context, _options) = (module, context, RestOptions.Read(context));
        _client = new(new SourceHttpOptions { Source = context.Source, BaseUrl = _options.BaseUrl, Clock = context.Clock }, _options.Access);
    }

    public async Task<IReadOnlyList<TestStep>> TestAsync(CancellationToken cancellationToken)
    {
        using var client = new SourceClient(ConnectionSteps.Http(_context.Source, _options.BaseUrl, _context.Clock), _options.Access);
        var today = VietnamDate.DayOf(_context.Clock.GetUtcNow());
        return await ConnectionSteps.RunAsync(
            _context.Source, _options.BaseUrl, client,
            [
                .. Streams.Select(stream => new ConnectionStep(stream, ("one page read", "đã đọc một trang"), cancel => TryAsync(client, stream, today, cancel))),
            ],
            cancellationToken);
    }

    public IAsyncEnumerable<Page> PullAsync(PullRequest request, CancellationToken cancellationToken)
    {
        var (map, plan) = Describe(request.Stream);
        return new RestStream(new RestClient(_client, _options, map, plan), _options, map, plan, _context.Clock).PullAsync(request, cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private IEnumerable<string> Streams => _context.Streams.Count > 0 ? _context.Streams : _context.Definitions.Select(d => d.Stream);

    private async Task TryAsync(SourceClient client, string stream, DateOnly today, CancellationToken cancellationToken)
    {
        var (map, plan) = Describe(stream);

        // Which agency may be asked is for the alias table; the description of the request is checked in any case.
        if (!plan.PerAgency)
        {
            await new RestClient(client, _options, map, plan).AskAsync(new(today.AddDays(-1), today, null), null, cancellationToken);
        }
    }

    private (MapFile Map, RequestPlan Plan) Describe(string stream)
    {
        var problems = new List<DefinitionProblem>();
        try
        {
            var map = _module.MapOf(stream, _context.Definitions);
            return RequestReader.Read(map, map.Reading, problems) is { } plan ? (map, plan) : throw new MapException($"{stream}.map.yaml", problems);
        }
        catch (MapException exception)
        {
            throw new ConnectorException(FailureCategory.Configuration, "E_MAPPING", $"{_context.Source}: {exception.Message}; run: hub lint", exception);
        }
    }
}
