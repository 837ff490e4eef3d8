using System.CommandLine;
using IntegrationHub.Api.Reports;
using IntegrationHub.Host.Commands.Output;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Periods;
using IntegrationHub.Store.Exports;
using IntegrationHub.Store.Plans;

namespace IntegrationHub.Host.Commands.Plans;

internal static class PlanShowCommand
{
    public static Command Create(HubEnvironment environment)
    {
        var plan = new Argument<string>("PLAN") { Description = "Id of the plan, for example bac-giang-2024." };
        var period = new Option<string?>("--period") { Description = $"One of {Period.Forms}; without it the current view." };
        var unit = new Option<string?>("--unit") { Description = "Unit whose progress is shown; the plan's owner if left out." };
        var calendar = new Option<string?>("--calendar") { Description = "admin (a quarter is the 15th to the 14th) or gregorian; the plan's if left out." };
        calendar.AcceptOnlyFromAmong("admin", "gregorian");
        var scope = new Option<string?>("--scope") { Description = "subtree (if left out), own, or level:province, level:district, level:commune." };
        var export = new Option<string?>("--export") { Description = "Instead of --format. csv: every field, for programs; jsonl: a row a line; sdmx-csv: for statistics; xlsx, docx: the report in Vietnamese as it is signed, which needs --out." };
        export.AcceptOnlyFromAmong([.. ExportFormat.All.Select(f => f.Word), .. ReportFile.All.Select(f => f.Extension)]);
        var file = new Option<FileInfo?>("--out") { Description = "File that --export writes; it is replaced. Without it csv, jsonl and sdmx-csv are printed." };
        var format = Formats.Option();
        var dataAt = new Option<string?>("--as-known-at") { Description = $"Figures as they were known at an instant: {Instants.Forms}." };
        var definitionAt = new Option<string?>("--definition-at") { Description = "By the metrics, indicators and targets that were applied at an instant; now if left out." };
        var geographyAt = new Option<string?>("--geography-at") { Description = "By the units and their succession as they were known at an instant; now if left out." };
        var view = new Option<string?>("--view") { Description = "as-was: in the units of the period itself (if left out); as-now: in those of today; as-now:2025-07-01: in those of a day." };
        var command = new Command("show", "Print the progress table of a plan.") { plan, period, unit, calendar, scope, export, file, format, view, dataAt, definitionAt, geographyAt };
        return command.Does(environment, async (call, cancellationToken) =>
        {
            await using var store = await call.OpenStoreAsync(cancellationToken);
            CalendarKind? asked = call.Get(calendar) switch { "admin" => CalendarKind.Admin, "gregorian" => CalendarKind.Gregorian, _ => null };
            var query = new ProgressQuery(call.Get(plan), call.Get(unit), call.Get(period), asked, call.Get(scope))
            {
                Known = new KnownAt(InstantOf(call, dataAt), InstantOf(call, definitionAt), InstantOf(call, geographyAt)),
                View = call.Get(view),
            };
            if (ReportFile.All.FirstOrDefault(f => f.Extension == call.Get(export)) is { } report)
            {
                var written = report.Write(await ActivatorUtilities.CreateInstance<PlanReports>(store.Services).DraftAsync(query, cancellationToken));
                await call.WriteFileAsync(call.Get(file) ?? throw new CommandException($"--export {report.Extension} needs --out FILE", ExitCodes.Usage), written, cancellationToken);
                return ExitCodes.Success;
            }

            var progress = await store.Get<PlanFigures>().ProgressAsync(query, cancellationToken);
            if (call.Get(export) is { } word)
            {
                var form = ExportFormat.Find(word)!;
                await call.WriteTextAsync(call.Get(file), output => form.Write(progress, call.Get(scope) ?? "subtree", output), cancellationToken);
            }
            else if (call.IsJson(format))
            {
                call.PrintJson(progress);
            }
            else
            {
                ProgressTable.Write(progress, call.Out, call.Width);
            }

            return ExitCodes.Success;
        });
    }

    internal static DateTimeOffset? InstantOf(Invocation call, Option<string?> option) =>
        call.Get(option) is not { } text ? null
        : Instants.TryParse(text, out var instant) ? instant
        : throw new CommandException($"{option.Name} is '{text}'; write {Instants.Forms}", ExitCodes.Usage);
}
