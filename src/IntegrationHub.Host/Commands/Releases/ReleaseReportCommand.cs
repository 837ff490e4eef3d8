using System.CommandLine;
using IntegrationHub.Api.Reports;
using Microsoft.Extensions.DependencyInjection;

namespace IntegrationHub.Host.Commands.Releases;

internal static class ReleaseReportCommand
{
    public static Command Create(HubEnvironment environment)
    {
        var id = ReleaseCommands.Id();
        var export = new Option<string>("--export") { Description = "xlsx or docx.", DefaultValueFactory = _ => ReportFile.Docx.Extension };
        export.AcceptOnlyFromAmong([.. ReportFile.All.Select(f => f.Extension)]);
        var unit = new Option<string?>("--unit") { Description = "A unit of the release; the plan's owner if left out." };
        var file = new Option<FileInfo>("--out") { Description = "File to write; it is replaced.", Required = true };
        return new Command("report", "Write a release as a paper to sign, from what it froze, with its digest and who signed it.") { id, export, unit, file }.Does(environment, async (call, cancellationToken) =>
        {
            await using var store = await call.OpenStoreAsync(cancellationToken);
            var reports = ActivatorUtilities.CreateInstance<PlanReports>(store.Services);
            var report = await ReleaseCommands.GuardedAsync(() => reports.ReleasedAsync(call.Get(id), call.Get(unit), cancellationToken));
            await call.WriteFileAsync(call.Get(file)!, ReportFile.All.Single(f => f.Extension == call.Get(export)).Write(report), cancellationToken);
            return ExitCodes.Success;
        });
    }
}
