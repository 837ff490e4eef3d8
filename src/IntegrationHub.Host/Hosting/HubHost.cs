using IntegrationHub.Api;
using IntegrationHub.Api.Access;
using IntegrationHub.Api.Clock;
using IntegrationHub.Api.Health;
using IntegrationHub.Collect;
using IntegrationHub.Host.Telemetry;
using IntegrationHub.Notify.Relay;
using IntegrationHub.Record;
using IntegrationHub.Record.Alerts;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Migrations;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Host.Hosting;

/// <summary>The web application with the roles of the settings.</summary>
public static class HubHost
{
    // A service manager that has asked a process to end waits for half a minute or longer.
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(25);

    /// <param name="settings">Read and checked.</param>
    /// <param name="clock">The hub's clock.</param>
    /// <param name="scheduled">False: nothing is pulled by the schedule.</param>
    /// <param name="isDemo">The page says so, and says what time it is there.</param>
    public static WebApplication Build(HubSettings settings, TimeProvider clock, bool scheduled, bool isDemo = false)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (isDemo && settings.Urls.FirstOrDefault(u => !AccessKeys.IsLoopback(u)) is { } open)
        {
            throw new SettingException("HUB_URLS", $"'{open.OriginalString}' is not of this machine alone; the demo asks nobody who they are and only listens on 127.0.0.1");
        }

        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddEnvironmentVariables();
        builder.Logging.ClearProviders();
        builder.Logging.AddSimpleConsole(options => options.SingleLine = true);

        // Standard output is for what was asked for; everything else goes to standard error.
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(options => options.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Logging.AddFilter("IntegrationHub", isDemo ? LogLevel.Warning : LogLevel.Information);

        // A start that fails ends the program with one line that says what to do; a service that fails later is told as critical.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        // Who asks is told; the log need not repeat it with each question.
        builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.Critical);

        // That the keys are not encrypted themselves is said in deploy/README.md; who asked with a bad token is told so.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        builder.Logging.AddFilter("Microsoft.AspNetCore.Authentication", LogLevel.Error);

        // A failed statement is told where it is handled; the first question to a store without tables always fails.
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore.Database.Command", LogLevel.None);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = EndsWithin);
        builder.AddHubTelemetry(settings);

        // Before what does the work: it is stopped after that, and writes what is left.
        builder.Services.AddHostedService<RunSpans>();
        builder.Services.AddSingleton<StageHealth>().AddSingleton<StageReporter>().AddHostedService(provider => provider.GetRequiredService<StageReporter>());
        builder.Services.AddHealthChecks().AddCheck<StageHealth>(StageHealth.Name, tags: [HealthEndpoints.Ready, HealthEndpoints.Own]).AddCheck<ClockHealth>(ClockHealth.Name, tags: [HealthEndpoints.Ready, HealthEndpoints.Own]);
        builder.Services.AddHub(settings, clock);
        builder.Services.AddHostedService(provider => provider.GetRequiredService<AlertWatch>());
        if (scheduled && settings.Roles.HasFlag(HubRoles.Collect))
        {
            builder.Services.AddCollect();
            builder.Services.AddHealthChecks().AddCheck<PublishingHealth>(PublishingHealth.Name, tags: [HealthEndpoints.Ready, HealthEndpoints.Own]);
        }

        if (settings.Roles.HasFlag(HubRoles.Record))
        {
            builder.Services.AddHostedService(provider => provider.GetRequiredService<DecisionAnnouncer>());
            builder.Services.AddHostedService(provider => provider.GetRequiredService<ReleaseAnnouncer>());
            builder.Services.AddHostedService(provider => provider.GetRequiredService<DutyReminders>());
            if (settings.Bus != "in-memory")
            {
                builder.Services.AddHostedService(provider => ActivatorUtilities.CreateInstance<DeadLetterReader>(provider, new Uri(settings.Bus)));
            }
        }

        if (settings.Roles.HasFlag(HubRoles.Notify))
        {
            builder.Services.AddHostedService(provider => provider.GetRequiredService<OutboxRelay>());
        }

        if (settings.Roles.HasFlag(HubRoles.Api))
        {
            builder.Services.AddHubApi(new AccessSettings(isDemo) { Oidc = settings.Oidc, Proxies = settings.Proxies }).AddSingleton(new TraceViewer(settings.TraceUrl));
        }
        else
        {
            builder.Services.AddHubHealth();
        }

        // A certificate is named as in any ASP.NET Core program: Kestrel__Certificates__Default__Path and __KeyPath.
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.UseUrls([.. UrlsOf(settings).Select(u => u.ToString())]);
        var app = builder.Build();
        if (settings.Roles.HasFlag(HubRoles.Api))
        {
            app.MapHubApi();
        }
        else
        {
            app.MapHubHealth();
        }

        return app;
    }

    /// <summary>Without the API only health answers: where the settings say, and on a free port when they do not, so that many processes fit on a machine.</summary>
    private static IReadOnlyList<Uri> UrlsOf(HubSettings settings) =>
        settings.Roles.HasFlag(HubRoles.Api) || !settings.Urls.SequenceEqual([HubSettings.DefaultUrl]) ? settings.Urls : [new Uri("http://127.0.0.1:0")];

    /// <summary>Brings the store's tables up to date and applies the catalogue that the settings name.</summary>
    public static async Task PrepareAsync(IServiceProvider services, CatalogueFiles? catalogue, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(services);
        await using var db = await services.GetRequiredService<IDbContextFactory<HubDbContext>>().CreateDbContextAsync(cancellationToken);
        await db.BringUpToDateAsync(cancellationToken);
        if (catalogue is not null)
        {
            var store = services.GetRequiredService<CatalogueStore>();
            var edited = await store.EditAsync(new CatalogueEdit(catalogue, Environment.UserName) { Rule = HubChangeRule.Keep }, cancellationToken);
            foreach (var kept in edited.Kept)
            {
                HubLog.KeptAsChangedInHub(services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(HubHost)), kept.Path, kept.By, kept.Version);
            }

            await services.GetRequiredService<FigureRecorder>().PrepareAsync((await store.CurrentAsync(cancellationToken))!, cancellationToken);
        }
    }

    /// <summary>What was started before the start failed is stopped in order: else it tells of its own end.</summary>
    public static async Task StartAsync(WebApplication app, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(app);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException)
        {
            await app.StopAsync(CancellationToken.None);
            throw;
        }
    }

    /// <summary>The files that the settings name; null when they name none.</summary>
    public static CatalogueFiles? Files(HubSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var catalogue = settings.Catalogue is null ? null : CatalogueFiles.Load(settings.Catalogue);
        var sources = settings.Sources is null ? null : CatalogueFiles.LoadSources(settings.Sources);
        return catalogue is null || sources is null ? catalogue ?? sources : catalogue.With(sources);
    }
}
