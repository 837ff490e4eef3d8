using System.IO.Compression;
using System.Text.Json.Serialization;
using IntegrationHub.Api.Access;
using IntegrationHub.Api.Alerts;
using IntegrationHub.Api.Audit;
using IntegrationHub.Api.Catalogue;
using IntegrationHub.Api.Changes;
using IntegrationHub.Api.Clock;
using IntegrationHub.Api.Connectors;
using IntegrationHub.Api.Duties;
using IntegrationHub.Api.Entries;
using IntegrationHub.Api.Exports;
using IntegrationHub.Api.Files;
using IntegrationHub.Api.Health;
using IntegrationHub.Api.Indicators;
using IntegrationHub.Api.OpenApi;
using IntegrationHub.Api.OrgUnits;
using IntegrationHub.Api.Page;
using IntegrationHub.Api.Parked;
using IntegrationHub.Api.Plans;
using IntegrationHub.Api.Problems;
using IntegrationHub.Api.Quarantine;
using IntegrationHub.Api.Reconciliation;
using IntegrationHub.Api.Reports;
using IntegrationHub.Api.Releases;
using IntegrationHub.Api.Requests;
using IntegrationHub.Api.Runs;
using IntegrationHub.Api.Secrets;
using IntegrationHub.Api.Sources;
using IntegrationHub.Api.Subscriptions;
using IntegrationHub.Api.Systems;
using IntegrationHub.Store.Access;
using IntegrationHub.Store.Plans;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.DependencyInjection;

namespace IntegrationHub.Api;

public static class HubApi
{
    /// <param name="services">The services of the host; <see cref="HubKeys.AddHubKeys"/> is called beside it.</param>
    /// <param name="access">How people and machines say who they are.</param>
    public static IServiceCollection AddHubApi(this IServiceCollection services, AccessSettings access)
    {
        ArgumentNullException.ThrowIfNull(access);
        services.AddAccess(access).AddProblems().AddContractDocument().AddHubHealth().AddSingleton<UnchangedAnswers>().AddSingleton<SourceBoard>()
            .AddSingleton<CatalogueChecks>().AddSingleton<SourceReachRules>().AddSingleton<AliasEdits>().AddSingleton<SourceDrafts>().AddSingleton<SourceEdits>()
            .AddSingleton(new StreamLimits(200, TimeSpan.FromSeconds(15))).AddSingleton<LiveEvents>().AddSingleton<PlanReports>().AddSingleton(ConsoleSettings.Default).AddSingleton(new TraceViewer(null));
        services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;

            // One way to write figures, here and in the commands' output.
            options.SerializerOptions.Encoder = ProgressJson.Options.Encoder;
            foreach (var converter in ProgressJson.Options.Converters)
            {
                options.SerializerOptions.Converters.Add(converter);
            }
        });
        services.Configure<GzipCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
        return services.AddResponseCompression(options =>
        {
            options.Providers.Add<GzipCompressionProvider>();
            options.MimeTypes = [.. ResponseCompressionDefaults.MimeTypes, "application/problem+json", "image/svg+xml", "text/csv", "application/jsonl", "application/vnd.sdmx.data+csv"];
        });
    }

    /// <param name="app">The application; the store, and for pulling a collector, are services of it or of others on the same store.</param>
    public static WebApplication MapHubApi(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var access = app.Services.GetRequiredService<AccessSettings>();
        var console = app.Services.GetRequiredService<ConsoleSettings>();
        app.UseResponseCompression();
        app.UseProblems();
        app.UseAnswerHeaders();
        app.UseRouting();
        app.UseConsoleAddresses(console);
        app.UseAccess(access);
        var api = app.MapGroup("/api/v1").RefuseUnknownParameters()
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status429TooManyRequests);
        api.MapPlans();
        api.MapReports();
        api.MapExports();
        api.MapDuties();
        api.MapIndicators();
        api.MapChanges();
        api.MapReconciliation();
        api.MapCatalogue();
        api.MapCatalogueDrafts();
        api.MapConnectors();
        api.MapSources();
        api.MapSourceChanges();
        api.MapSourceTrials();
        api.MapSourceWork();
        api.MapFiles();
        api.MapRuns();
        api.MapQuarantine();
        api.MapQuarantineReasons();
        api.MapCodeMeanings();
        api.MapAliases();
        api.MapParked();
        api.MapEntries();
        api.MapReleases();
        api.MapSystems();
        api.MapSubscriptions();
        api.MapSession(access);
        api.MapSecrets();
        api.MapUsers();
        api.MapKeys();
        api.MapOrgUnits();
        api.MapAudit();
        api.MapAlerts();
        api.MapClock(access.IsDemo);
        app.MapHubHealth();
        app.MapSourceHealth();
        app.MapQueueHealth();
        app.MapSubscriptionHealth();
        app.MapOpenApi("/openapi/{documentName}.json").Needs(Rights.Read, Reach.Everyone);
        app.MapPage(console);
        return app;
    }
}
