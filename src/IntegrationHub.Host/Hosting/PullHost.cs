using IntegrationHub.Host.Commands;
using IntegrationHub.Host.Telemetry;
using MassTransit;
using CommandException = IntegrationHub.Host.Commands.CommandException;

namespace IntegrationHub.Host.Hosting;

/// <summary>Bus and recorder without web server and schedule: what one pull in this process needs.</summary>
public static class PullHost
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <param name="settings">Read and checked.</param>
    /// <param name="clock">The hub's clock.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <param name="change">What is different from a command's host, before it is built.</param>
    /// <exception cref="CommandException">The bus cannot be reached.</exception>
    public static async Task<IHost> StartAsync(HubSettings settings, TimeProvider clock, CancellationToken cancellationToken, Action<HostApplicationBuilder>? change = null)
    {
        ArgumentNullException.ThrowIfNull(settings);

        // Records as well, whoever else does: then the command can wait for its own pages with any bus.
        var chosen = settings with { Roles = HubRoles.Collect | HubRoles.Record };
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.AddSimpleConsole(options => options.SingleLine = true).SetMinimumLevel(LogLevel.Error).AddFilter("Microsoft.EntityFrameworkCore.Database.Command", LogLevel.None);
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(options => options.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.AddHostedService<RunSpans>();
        builder.Services.AddHub(chosen, clock);
        builder.Services.Configure<MassTransitHostOptions>(options => (options.StartTimeout, options.StopTimeout) = (Patience, Patience));
        builder.Services.AddSingleton<IHostLifetime, OwnedLifetime>();
        change?.Invoke(builder);
        var host = builder.Build();
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(Patience);
            await host.StartAsync(limit.Token).WaitAsync(limit.Token);
            return host;
        }
        catch (Exception e) when (e is OperationCanceledException or MassTransitException && !cancellationToken.IsCancellationRequested)
        {
            host.Dispose();
            throw new CommandException($"the bus cannot be reached within {Patience.TotalSeconds:0} seconds; check HUB_BUS and that the broker is running", ExitCodes.Unreachable);
        }
    }

    /// <summary>The command line handles signals.</summary>
    private sealed class OwnedLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
