using System.CommandLine;
using IntegrationHub.Host.Hosting;

namespace IntegrationHub.Host.Commands;

internal static class RunCommand
{
    public static Command Create()
    {
        var roles = new Option<string?>("--roles") { Description = "Any of collect,record,notify,api; all when not given (HUB_ROLES)." };
        var command = new Command("run", "Run the service. Settings come from appsettings.json and HUB_* variables.") { roles };
        command.SetAction((arguments, cancellationToken) => ExitCodes.GuardAsync(() => RunAsync(arguments.GetValue(roles), cancellationToken)));
        return command;
    }

    private static async Task<int> RunAsync(string? roles, CancellationToken cancellationToken)
    {
        var settings = HubConfiguration.Read();
        settings = roles is null ? settings : settings with { Roles = HubSettings.ParseRoles(roles) };
        await using var app = HubHost.Build(settings, HubConfiguration.Clock(settings), scheduled: true);
        await HubHost.PrepareAsync(app.Services, HubHost.Files(settings), cancellationToken);
        await app.RunAsync(cancellationToken);
        return ExitCodes.Success;
    }
}
