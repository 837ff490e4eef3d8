using IntegrationHub.Connectors.Http;
using IntegrationHub.Connectors.Http.Mappings;

namespace IntegrationHub.Connectors.Registers;

/// <summary>Reads the registers of one province in one run.</summary>
internal sealed class RegistersConnector(RegistersOptions options, Func<string, MapFile> mapOf, TimeProvider clock) : IConnector
{
    private readonly List<IDisposable> _owned = [];

    public async Task<IReadOnlyList<TestStep>> TestAsync(CancellationToken cancellationToken)
    {
        using var client = new SourceClient(ConnectionSteps.Http(options.Source, options.BaseUrl, clock), options.Access);
        var today = VietnamDate.DayOf(clock.GetUtcNow());
        var register = new ListedRegister(client, options with { PageSize = 1 }, mapOf(RegistersModule.Systems));
        return await ConnectionSteps.RunAsync(
            options.Source, options.BaseUrl, client, [new("permission", ("one row of the register of systems read", "đã đọc một dòng của danh bạ hệ thống"), cancel => register.ReadAsync(today, 1, cancel))], cancellationToken);
    }

    public IAsyncEnumerable<Page> PullAsync(PullRequest request, CancellationToken cancellationToken)
    {
        var bounded = request with { From = request.From < options.BackfillFrom ? options.BackfillFrom : request.From };
        return request.Stream switch
        {
            RegistersModule.Systems or RegistersModule.Databases or RegistersModule.Cameras =>
                new DailyStream(new ListedRegister(Client(), options, mapOf(request.Stream)), options.Source, clock).PullAsync(bounded, cancellationToken),
            RegistersModule.Portals =>
                new DailyStream(new PortalRegister(Client(), Own(Probe()), options, mapOf(request.Stream), clock), options.Source, clock) { MonthsReadAgain = null }.PullAsync(bounded, cancellationToken),
            RegistersModule.Inspections => new InspectionStream(Client(), options, mapOf(request.Stream), clock).PullAsync(bounded, cancellationToken),
            RegistersModule.News => new NewsStream(Client(takesXml: true), options, mapOf(request.Stream), clock).PullAsync(bounded, cancellationToken),
            _ => throw new ConnectorException(FailureCategory.Configuration, "E_STREAM_UNKNOWN",
                $"{options.Source}: there is no stream {request.Stream}; choose systems, databases, cameras, portals, inspections or news"),
        };
    }

    public ValueTask DisposeAsync()
    {
        foreach (var owned in _owned)
        {
            owned.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    private SourceClient Client(bool takesXml = false) => Own(new SourceClient(
        new SourceHttpOptions { Source = options.Source, BaseUrl = options.BaseUrl, Clock = clock, TakesXml = takesXml, LargestBody = (takesXml ? 8L : 64L) * 1024 * 1024 }, options.Access));

    private SiteProbe Probe() => options.ProbeHosts.Count > 0
        ? new SiteProbe(options.ProbeHosts, options.ProbeLimit)
        : throw new ConnectorException(FailureCategory.Configuration, "E_OPTION", $"{options.Source}: option probeHosts has no value; name the hosts of the component portals in the source file");

    private T Own<T>(T disposable)
        where T : IDisposable
    {
        _owned.Add(disposable);
        return disposable;
    }
}
