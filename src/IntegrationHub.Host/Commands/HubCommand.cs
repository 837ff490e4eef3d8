using System.CommandLine;

namespace IntegrationHub.Host.Commands;

/// <summary>The command line: one file per command.</summary>
public static class HubCommand
{
    public static RootCommand Create() => new("IntegrationHub: computes the indicators of digital-transformation plans from the counts of source systems.")
    {
        DemoCommand.Create(),
        RunCommand.Create(),
    };
}
