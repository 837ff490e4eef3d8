using System.CommandLine;
using System.Text.Json;
using IntegrationHub.Store.Plans;
using Spectre.Console;

namespace IntegrationHub.Host.Commands;

/// <summary>What a command prints on standard output: a table for people or JSON for programs.</summary>
internal static class Formats
{
    public static Option<string> Option()
    {
        var format = new Option<string>("--format") { Description = "table or json.", DefaultValueFactory = _ => "table" };
        format.AcceptOnlyFromAmong("table", "json");
        return format;
    }

    public static void Print(Store.Plans.Progress progress, string format)
    {
        if (format == "json")
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(progress, ProgressJson.Options));
            return;
        }

        var table = new Table().Title($"{progress.Plan} · {progress.Unit}").Border(TableBorder.Simple);
        table.AddColumns("Chỉ tiêu", "Mục tiêu", "Kết quả", "Tử số", "Mẫu số", "Đánh giá", "Tình trạng", "Đơn vị/kỳ", "Kỳ");
        foreach (var row in progress.Rows)
        {
            table.AddRow(
                Markup.Escape((row.Part is null ? "" : "  ") + Short(row.Title)),
                Markup.Escape(row.Target is null ? "" : $"{row.Target.Operator} {row.Target.Threshold}"),
                Markup.Escape(row.Display), row.Numerator ?? "", row.Denominator ?? "", row.Verdict, row.Status,
                $"{row.Coverage.Received}/{row.Coverage.Expected}", $"{row.Period.From:dd/MM}–{row.Period.To.AddDays(-1):dd/MM/yyyy}");
        }

        AnsiConsole.Write(table);
    }

    private static string Short(string title) => title.Length <= 60 ? title : title[..59] + "…";
}
