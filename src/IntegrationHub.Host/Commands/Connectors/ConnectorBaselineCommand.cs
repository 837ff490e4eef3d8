using System.CommandLine;
using IntegrationHub.Host.Acceptance.Level0;
using IntegrationHub.Host.Commands.Output;

namespace IntegrationHub.Host.Commands.Connectors;

internal static class ConnectorBaselineCommand
{
    public static Command Create(HubEnvironment environment)
    {
        var folder = ConnectorFolder.Argument();
        var write = new Option<bool>("--write") { Description = "Write contracts/baseline/KEY.json: what later versions must keep." };
        var command = new Command("baseline", "What a connector promises today, with a saved configuration and cursors, and what differs from the baseline that was written last.") { folder, write };
        return command.Does(environment, async (call, cancellationToken) =>
        {
            await using var subject = ConnectorFolder.Open(call.Get(folder));
            var path = Baseline.PathOf(subject);
            if (call.Get(write))
            {
                (await Baseline.OfAsync(subject, cancellationToken)).Write(path);
                call.Error.WriteLine(path);
                return ExitCodes.Success;
            }

            var outcome = await BackwardCompatible.RunAsync(subject, cancellationToken);
            foreach (var finding in outcome.Findings)
            {
                call.Out.WriteLine(PlainTable.Clean("✗ " + Acceptance.Reports.ReportFiles.Line(finding)));
            }

            return outcome.Findings.Count == 0 ? ExitCodes.Success : ExitCodes.Bad;
        });
    }
}
