using System.CommandLine;
using IntegrationHub.Host.Hosting;

namespace IntegrationHub.Host.Commands;

internal static class RunCommand
{
    public static Command Create(HubEnvironment environment)
    {
        var roles = new Option<string?>("--roles") { Description = "Any of collect,record,notify,api; all when not given (HUB_ROLES)." };
        var command = new Command("run", "Run the service. Settings come from appsettings.json and HUB_* variables.") { roles };
        return command.Does(environment, (call, cancellationToken) => RunAsync(call, call.Get(roles), cancellationToken));
    }

    private static async Task<int> RunAsync(Invocation call, string? roles, CancellationToken cancellationToken)
    {
        var settings = call.Settings;
        settings = roles is null ? settings : settings with { Roles = HubSettings.ParseRoles(roles) };
        await using var app = HubHost.Build(settings, call.Clock, scheduled: true);
        await HubHost.PrepareAsync(app.Services, HubHost.Files(settings), cancellationToken);
        await HubHost.StartAsync(app, cancellationToken);
        call.Error.WriteLine($"hub: runs {settings.Roles.ToString().ToLowerInvariant()}; health is told at {app.Urls.First()}/readyz");
        await app.WaitForShutdownAsync(cancellationToken);
        return ExitCodes.Success;
    }
}
