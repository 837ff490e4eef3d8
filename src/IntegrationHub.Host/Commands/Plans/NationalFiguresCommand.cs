using System.CommandLine;
using System.Globalization;
using IntegrationHub.Host.Commands.Output;
using IntegrationHub.Indicators.Progress;
using IntegrationHub.Store.Plans;

namespace IntegrationHub.Host.Commands.Plans;

internal static class NationalFiguresCommand
{
    public static Command Create(HubEnvironment environment)
    {
        var unit = new Option<string?>("--unit") { Description = "Only this unit; all that something is published of if left out." };
        var indicator = new Option<string?>("--indicator") { Description = "Only this indicator." };
        var format = Formats.Option();
        var command = new Command("national", "The hub's figures beside those that are published nationally, with both definitions. A published figure is part of no sum.") { unit, indicator, format };
        return command.Does(environment, async (call, cancellationToken) =>
        {
            await using var store = await call.OpenStoreAsync(cancellationToken);
            var compared = await store.Get<NationalComparison>().ReadAsync(call.Get(unit), call.Get(indicator), cancellationToken);
            if (call.IsJson(format))
            {
                call.PrintJson(compared);
                return ExitCodes.Success;
            }

            if (compared.Count == 0)
            {
                call.Out.WriteLine("chưa có số nào được công bố");
                return ExitCodes.Success;
            }

            var table = new PlainTable(
                new("Chỉ tiêu", Gives: true), new("Đơn vị", Gives: true), new("Kỳ"), new("Hub %", IsNumber: true), new("Công bố %", IsNumber: true), new("Chênh", IsNumber: true),
                new("Trạng thái", Most: 15), new("Đã nhận", IsNumber: true));
            foreach (var row in compared)
            {
                table.Add(
                    row.Indicator, row.Unit, string.Create(CultureInfo.InvariantCulture, $"{row.Period.From:dd/MM/yyyy}–{row.Period.To.AddDays(-1):dd/MM/yyyy}"),
                    Short(row.Hub.Percent), row.National.Percent ?? "—", Short(row.Points), Words.Status(row.Status), Formats.Of(row.Coverage));
            }

            call.Print(table);
            foreach (var row in compared.DistinctBy(r => r.Indicator))
            {
                call.Out.WriteLine(PlainTable.Clean($"{row.Indicator}: hub {row.Hub.Definition}; công bố {row.National.Definition}"));
            }

            return ExitCodes.Success;
        });
    }

    // Cut, not rounded: nothing is shown as more than it is. JSON has all digits.
    private static string Short(string? number) => number is null ? "—" : number.IndexOf('.', StringComparison.Ordinal) is var point and >= 0 ? number[..Math.Min(number.Length, point + 3)] : number;
}
