using System.CommandLine;
using IntegrationHub.Host.Acceptance;

namespace IntegrationHub.Host.Commands.Connectors;

internal static class ConnectorFolder
{
    public static Argument<string> Argument() => new("DIR") { Description = "Folder of the connector, for example connectors/Ckan." };

    /// <exception cref="CommandException">No connector of this program stands there.</exception>
    public static Subject Open(string folder)
    {
        try
        {
            return Subject.Of(folder);
        }
        catch (DirectoryNotFoundException e)
        {
            throw new CommandException(e.Message, ExitCodes.Usage);
        }
    }
}
