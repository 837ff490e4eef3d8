using IntegrationHub.Record.Alerts;
using Microsoft.Extensions.DependencyInjection;

namespace IntegrationHub.Record;

public static class RecordServices
{
    public static IServiceCollection AddRecording(this IServiceCollection services) => services
        .AddSingleton<Announcer>()
        .AddSingleton<SumOracle>()
        .AddSingleton<ReleaseWatch>()
        .AddSingleton<ReleaseAnnouncer>()
        .AddSingleton<FigureSumBuilder>()
        .AddSingleton<FigureRecorder>()
        .AddSingleton<BatchRecorder>()
        .AddSingleton<DecisionAnnouncer>()
        .AddSingleton<DutyReminders>()
        .AddSingleton<AlertWatch>()
        .AddSingleton<StoreVerifier>();
}
