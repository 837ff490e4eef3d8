using System.CommandLine;

namespace IntegrationHub.Host.Commands.Sources;

internal static class SourceArguments
{
    public static Argument<string> Id() => new("ID") { Description = "Id of the source, as 'hub source list' shows it." };

    public static Option<string?> Stream(string description) => new("--stream") { Description = description };
}
