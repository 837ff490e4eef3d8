using System.CommandLine;
using IntegrationHub.Host.Commands.Output;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Periods;
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
        var export = new Option<string?>("--export") { Description = "csv: for spreadsheets, instead of --format." };
        export.AcceptOnlyFromAmong("csv");
        var format = Formats.Option();
        var later = new[]
        {
            Later("--as-known-at", "Figures as they were known at an instant."),
            Later("--definition-at", "Figures by the definitions of a day."),
            Later("--geography-at", "Figures in the units of a day."),
        };
        var view = new Option<string?>("--view") { Description = "as-was: in the units of the period itself (as-now: not supported yet)." };
        view.AcceptOnlyFromAmong("as-was", "as-now");
        var command = new Command("show", "Print the progress table of a plan.") { plan, period, unit, calendar, scope, export, format, view };
        later.ToList().ForEach(command.Add);
        return command.Does(environment, async (call, cancellationToken) =>
        {
            if (later.FirstOrDefault(o => call.Get(o) is not null)?.Name is { } name)
            {
                throw new CommandException($"{name} is not supported yet: only the present state can be shown; leave the option out", ExitCodes.Usage);
            }

            if (call.Get(view) == "as-now")
            {
                throw new CommandException("--view as-now is not supported yet: figures are shown in the units of their period; leave the option out or say as-was", ExitCodes.Usage);
            }

            await using var store = await call.OpenStoreAsync(cancellationToken);
            CalendarKind? asked = call.Get(calendar) switch { "admin" => CalendarKind.Admin, "gregorian" => CalendarKind.Gregorian, _ => null };
            var progress = await store.Get<PlanFigures>().ProgressAsync(
                new ProgressQuery(call.Get(plan), call.Get(unit), call.Get(period), asked, call.Get(scope)), cancellationToken);
            if (call.Get(export) is not null)
            {
                ProgressCsv.Write(progress, call.Out);
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

    private static Option<string?> Later(string name, string description) => new(name) { Description = description + " Not supported yet." };
}
