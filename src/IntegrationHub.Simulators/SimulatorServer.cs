using System.Net;
using IntegrationHub.Simulators.Faults;
using IntegrationHub.Simulators.Sources;
using IntegrationHub.Simulators.Tthc;
using IntegrationHub.Simulators.Truth;
using IntegrationHub.Simulators.World;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Simulators;

public sealed record SimulatorOptions
{
    public DemoWorldOptions World { get; init; } = new();

    /// <summary>0 takes a free port.</summary>
    public int Port { get; init; }

    public DemoCredentials Credentials { get; init; } = DemoCredentials.Generate();
}

/// <summary>The simulated source systems behind one address on loopback. Writes nothing to the console.</summary>
public sealed class SimulatorServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private bool _isDisposed;

    private SimulatorServer(WebApplication app, SimulatorOptions options, DemoWorld world, FaultBoard faults, WrongAddresses addresses, TthcTruth truth, IReadOnlyList<DemoSource> sources)
    {
        (_app, Options, World, Faults, Addresses, Truth, Sources) = (app, options, world, faults, addresses, truth, sources);
        BaseUrl = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
    }

    public SimulatorOptions Options { get; }

    /// <summary>Without a slash at the end.</summary>
    public string BaseUrl { get; }

    public DemoCredentials Credentials => Options.Credentials;

    public DemoWorld World { get; }

    public FaultBoard Faults { get; }

    /// <summary>What plays faults that happen before any HTTP is spoken.</summary>
    public WrongAddresses Addresses { get; }

    public TthcTruth Truth { get; }

    /// <summary>The sources beside the one for procedures; each is served below its id.</summary>
    public IReadOnlyList<DemoSource> Sources { get; }

    public static async Task<SimulatorServer> StartAsync(SimulatorOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var world = new DemoWorld(options.World);
        var faults = new FaultBoard(world.Cast);
        var truth = new TthcTruth(world, time);
        var sources = DemoSourceList.Of(options.World, world);

        // Empty: no configuration files, environment or console of the process that hosts the simulators.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, options.Port, listen => listen.Protocols = HttpProtocols.Http1);
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, OwnedLifetime>();
        var app = builder.Build();
        var gate = new FaultGate(faults, [.. sources.Select(s => s.Id)], time);
        app.Use((http, next) => gate.InvokeAsync(http, () => next(http)));
        app.UseRouting();
        var addresses = new WrongAddresses();
        Map(app, options, world, faults, truth, time);
        new FaultSwitches(faults, addresses).Map(app);
        foreach (var source in sources)
        {
            source.Map(app.MapGroup("/" + source.Id), new DemoSite(options.Credentials, new SourceTime(time, faults, source.Id)));
        }

        // What is no server plays its faults with its own files.
        faults.Changed += () =>
        {
            var on = faults.List();
            foreach (var source in sources)
            {
                source.Play([.. on.Where(f => f.Fault.Source == source.Id).Select(f => f.Fault)]);
            }
        };
        new SourceTruthEndpoint(sources, time).Map(app);
        await app.StartAsync(cancellationToken);
        return new SimulatorServer(app, options, world, faults, addresses, truth, sources);
    }

    private static void Map(WebApplication app, SimulatorOptions options, DemoWorld world, FaultBoard faults, TthcTruth truth, TimeProvider time)
    {
        var clock = new SimulatorClock(new SourceTime(time, faults, DemoSources.TthcId));
        var serving = new FaultyServing(faults);
        var sessions = new SourceSessions(options.Credentials, clock);
        // Changed credentials end what was opened with the old ones.
        faults.Added += fault =>
        {
            if (fault.Kind == FaultKinds.WrongPassword)
            {
                sessions.CloseAll();
            }
        };
        new StatisticsEndpoints(sessions, clock, faults, serving, new SnapshotRows(world, faults)).Map(app);
        new CaseEndpoints(world, sessions, clock, faults, serving).Map(app);
        new TruthEndpoints(truth, time).Map(app);
        new WorldEndpoints(world, clock).Map(app);
    }

    /// <summary>May be called by each of several hubs that read the same world.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }

        // A held-open request (a slow answer, a keep-alive connection) must not hold up the end.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(patience.Token);
        await _app.DisposeAsync();
        await Addresses.DisposeAsync();

        // Those that are no servers have files of their own.
        foreach (var source in Sources.OfType<IDisposable>())
        {
            source.Dispose();
        }
    }

    /// <summary>The program that started the simulators ends them; signals are its business, not ours.</summary>
    private sealed class OwnedLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
