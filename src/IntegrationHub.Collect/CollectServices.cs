using IntegrationHub.Collect.Archive;
using IntegrationHub.Collect.Entries;
using IntegrationHub.Collect.Publishing;
using IntegrationHub.Collect.Pulling;
using IntegrationHub.Collect.Replaying;
using IntegrationHub.Collect.Schedule;
using IntegrationHub.Collect.Systems;
using IntegrationHub.Connectors;
using IntegrationHub.Store.Access;
using Microsoft.Extensions.DependencyInjection;

namespace IntegrationHub.Collect;

public static class CollectServices
{
    /// <summary>What is needed to pull once; <see cref="AddCollect"/> adds the schedule.</summary>
    public static IServiceCollection AddPulling(this IServiceCollection services, params IReadOnlyList<ConnectorModule> modules) => services
        .AddSingleton(provider => new ConnectorRegistry(modules, provider.GetService<SecretStore>()))
        .AddSingleton<PageArchive>()
        .AddSingleton<ArchiveRetention>()
        .AddSingleton<BackPressure>()
        .AddSingleton<BatchPublisher>()
        .AddSingleton<SystemRegisterRecorder>()
        .AddSingleton<JumpRule>()
        .AddSingleton<AbsentRecords>()
        .AddSingleton<ReusedKeyRule>()
        .AddSingleton<RegressRule>()
        .AddSingleton<SourcePuller>()
        .AddSingleton<BackfillRunner>()
        .AddSingleton<Replayer>()
        .AddSingleton<EntryRecorder>()
        .AddSingleton<PendingBatches>();

    public static IServiceCollection AddCollect(this IServiceCollection services) => services
        .AddHostedService(provider => provider.GetRequiredService<PendingBatches>())
        .AddHostedService<SourceScheduler>()
        .AddHostedService<RetentionService>();
}
