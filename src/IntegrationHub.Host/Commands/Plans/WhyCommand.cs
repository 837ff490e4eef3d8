using System.CommandLine;
using System.Globalization;
using IntegrationHub.Host.Commands.Output;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Plans;

namespace IntegrationHub.Host.Commands.Plans;

internal static class WhyCommand
{
    // A figure of the province comes from hundreds of pages; a reader of a terminal wants the newest.
    private const int RecordsShown = 5;

    public static Command Create(HubEnvironment environment)
    {
        var plan = new Argument<string>("PLAN") { Description = "Id of the plan; it decides the calendar." };
        var indicator = new Argument<string>("INDICATOR") { Description = "Code of an indicator of the plan, or of a part of a composite." };
        var unit = new Option<string?>("--unit") { Description = "Unit whose figure is asked about; the plan's owner if left out." };
        var period = new Option<string?>("--period") { Description = $"One of {Indicators.Periods.Period.Forms}; the row's current period if left out." };
        var calendar = new Option<string?>("--calendar") { Description = "admin or gregorian; the plan's if left out." };
        calendar.AcceptOnlyFromAmong("admin", "gregorian");
        var limit = new Option<int>("--limit") { Description = "Changes of the ledger to show, newest first (1 to 1000).", DefaultValueFactory = _ => 50 };
        var against = new Option<string?>("--against") { Description = $"Why it moved: another period, or an instant at which it was looked at ({Instants.Forms})." };
        var dataAt = new Option<string?>("--as-known-at") { Description = "The figure as it was known at an instant; now if left out." };
        var definitionAt = new Option<string?>("--definition-at") { Description = "By the metrics, indicators and targets that were applied at an instant; now if left out." };
        var geographyAt = new Option<string?>("--geography-at") { Description = "By the units and their succession as they were known at an instant; now if left out." };
        var view = new Option<string?>("--view") { Description = "With --against: as-was (if left out), as-now, or as-now:2025-07-01." };
        var format = Formats.Option();
        var command = new Command("why", "What a figure is made of (units, changes of the ledger, batches, runs, traces, keys of the sources' records) and what it still needs; with --against why it moved.")
        {
            plan, indicator, unit, period, calendar, limit, against, view, dataAt, definitionAt, geographyAt, format,
        };
        return command.Does(environment, async (call, cancellationToken) =>
        {
            if (call.Get(limit) is < 1 or > 1000)
            {
                throw new CommandException("--limit is a number from 1 to 1000", ExitCodes.Usage);
            }

            await using var store = await call.OpenStoreAsync(cancellationToken);
            CalendarKind? asked = call.Get(calendar) switch { "admin" => CalendarKind.Admin, "gregorian" => CalendarKind.Gregorian, _ => null };
            var query = await QueryAsync(store, call.Get(plan), call.Get(indicator), call.Get(unit), call.Get(period), asked, cancellationToken);
            var known = new KnownAt(PlanShowCommand.InstantOf(call, dataAt), PlanShowCommand.InstantOf(call, definitionAt), PlanShowCommand.InstantOf(call, geographyAt));
            if (call.Get(against) is { } other)
            {
                var movement = await store.Get<MovementReader>().ReadAsync(
                    new MovementQuery(query.Indicator, query.Unit, query.Period, other, query.Calendar) { Known = known, View = call.Get(view) }, cancellationToken);
                if (call.IsJson(format))
                {
                    call.PrintJson(movement);
                }
                else
                {
                    MovementTable.Write(movement, call.Out, call.Width);
                }

                return ExitCodes.Success;
            }

            if (call.Get(view) is not null)
            {
                throw new CommandException("--view goes with --against: what a figure is made of is always told as-was", ExitCodes.Usage);
            }

            var lineage = await store.Get<LineageReader>().ReadAsync(query with { Limit = call.Get(limit), Known = known }, cancellationToken);
            if (call.IsJson(format))
            {
                call.PrintJson(lineage);
            }
            else
            {
                Print(call, lineage, (await store.CatalogueAsync(cancellationToken)).Catalogue.Units);
            }

            return ExitCodes.Success;
        });
    }

    private static async Task<LineageQuery> QueryAsync(
        HubStore store, string planId, string indicator, string? unit, string? period, CalendarKind? calendar, CancellationToken cancellationToken)
    {
        var catalogue = await store.CatalogueAsync(cancellationToken);
        var plan = catalogue.Catalogue.Plans.GetValueOrDefault(planId)
            ?? throw new CommandException($"there is no plan '{planId}'; known are {string.Join(", ", catalogue.Catalogue.Plans.Keys)}");
        if (!plan.Rows.Any(r => r.Indicator == indicator || r.Parts.Any(p => p.Indicator == indicator)))
        {
            throw new CommandException($"plan '{planId}' has no row for '{indicator}'; 'hub plan show {planId} --format json' names the indicators of its rows");
        }

        var kind = calendar ?? plan.Calendar;
        if (period is not null)
        {
            return new LineageQuery(indicator, unit ?? plan.Owner, period, kind) { Plan = planId };
        }

        // The period that the row shows now.
        var progress = await store.Get<PlanFigures>().ProgressAsync(new ProgressQuery(planId, unit, Calendar: kind), cancellationToken);
        var row = progress.Rows.FirstOrDefault(r => (r.Part ?? r.Indicator) == indicator)
            ?? throw new CommandException($"plan '{planId}' shows no row for '{indicator}' of unit '{progress.Unit}' now; name a --period");
        return new LineageQuery(indicator, progress.Unit, row.Period.Id, row.Period.Calendar == "admin" ? CalendarKind.Admin : CalendarKind.Gregorian) { Plan = planId };
    }

    private static void Print(Invocation call, Lineage lineage, IReadOnlyDictionary<string, OrgUnit> units)
    {
        var period = lineage.Period;
        call.Out.WriteLine(PlainTable.Cut(
            $"{lineage.Indicator} · {lineage.Unit} {NameOf(units, lineage.Unit)} ({lineage.Scope}) · {Formats.Of(period.From)}–{Formats.Of(period.To.AddDays(-1))}", call.Width));
        call.Out.WriteLine($"Ghi nhận đến {Formats.Of(lineage.AsOf)}");
        call.Out.WriteLine($"Công thức: {lineage.Formula ?? "—"}");
        call.Out.WriteLine(lineage.Numerator is null ? $"Không có số liệu: {string.Join("; ", lineage.Reasons.Select(Words.Reason))}" : $"Tử số/Mẫu số: {lineage.Numerator}/{lineage.Denominator}");
        if (lineage.StillNeeded is { } needed)
        {
            call.Out.WriteLine(PlainTable.Cut(Words.StillNeeded(needed), call.Width));
        }

        if (lineage.BasedOn.Count > 0)
        {
            call.Out.WriteLine($"Tính từ: {string.Join(", ", lineage.BasedOn)}");
        }

        Section(call, "Đơn vị đóng góp", Units(lineage, units), lineage.Contributions.Count);
        Section(call, "Thay đổi, mới nhất trước", Changes(lineage), lineage.Ledger.Count);
        if (lineage.Next is not null)
        {
            call.Out.WriteLine("… còn nữa: tăng --limit");
        }

        foreach (var batch in lineage.Batches)
        {
            call.Out.WriteLine();
            call.Out.WriteLine($"Lô {batch.Batch} · {batch.Source}/{batch.Stream} · ghi nhận {Formats.Of(batch.RecordedAt)}");
            call.Out.WriteLine($"  lần chạy {batch.Run} · trace {batch.TraceId ?? "—"} · {batch.RecordCount} bản ghi");
            foreach (var record in batch.Records.Take(RecordsShown))
            {
                call.Out.WriteLine($"  {PlainTable.Cut(PlainTable.Clean(record.Record), call.Width - 2)}");
            }

            if (batch.RecordCount > RecordsShown)
            {
                call.Out.WriteLine("  …");
            }
        }
    }

    private static void Section(Invocation call, string title, PlainTable table, int rows)
    {
        if (rows > 0)
        {
            call.Out.WriteLine();
            call.Out.WriteLine(title);
            call.Print(table);
        }
    }

    private static string NameOf(IReadOnlyDictionary<string, OrgUnit> units, string unit) => units.GetValueOrDefault(unit)?.Latest.Name.Vi ?? "";

    private static PlainTable Units(Lineage lineage, IReadOnlyDictionary<string, OrgUnit> units)
    {
        var table = new PlainTable(new("Mã"), new("Đơn vị", Gives: true), new("Tử số", IsNumber: true), new("Mẫu số", IsNumber: true), new("Đã nhận", IsNumber: true), new("Lý do", Gives: true));
        foreach (var unit in lineage.Contributions)
        {
            table.Add(unit.Unit, NameOf(units, unit.Unit), unit.Numerator ?? "—", unit.Denominator ?? "—", $"{unit.Received}/{unit.Expected}", string.Join("; ", unit.Reasons.Select(Words.Reason)));
        }

        return table;
    }

    private static PlainTable Changes(Lineage lineage)
    {
        var table = new PlainTable(new("Ghi nhận"), new("Đơn vị", Gives: true), new("Số liệu", Gives: true), new("Từ ngày"), new("Đến ngày"), new("Thay đổi", IsNumber: true));
        foreach (var change in lineage.Ledger)
        {
            table.Add(
                change.RecordedAt.ToOffset(VietnamDay.Offset).ToString("dd/MM HH:mm:ss", CultureInfo.InvariantCulture), change.Unit, change.Metric, Formats.Of(change.From),
                Formats.Of(change.To.AddDays(-1)), change.Delta.StartsWith('-') ? change.Delta : "+" + change.Delta);
        }

        return table;
    }
}
