using System.CommandLine;
using IntegrationHub.Host.Acceptance;
using IntegrationHub.Host.Acceptance.Reports;
using IntegrationHub.Host.Commands.Output;

namespace IntegrationHub.Host.Commands.Connectors;

internal static class ConnectorTestCommand
{
    public static Command Create(HubEnvironment environment)
    {
        var folder = ConnectorFolder.Argument();
        var level = new Option<int?>("--level") { Description = "Highest level of checks, 0 to 4; what the connector claims if left out, at least 1." };
        var report = new Option<string?>("--report") { Description = "Write a report: FILE.html, FILE.json, FILE.xml (JUnit), or a name without extension for all three." };
        var only = new Option<int[]>("--check") { Description = "Only these checks, by number.", AllowMultipleArgumentsPerToken = true };
        var format = Formats.Option();
        var command = new Command("test", "Run the acceptance kit on a connector: its folder, its description, and its source of the demo world on loopback. Needs no network and no store.") { folder, level, report, only, format };
        return command.Does(environment, async (call, cancellationToken) =>
        {
            await using var subject = ConnectorFolder.Open(call.Get(folder));
            var highest = call.Get(level) ?? Math.Max(1, Claimed(subject.Module.Stability));
            if (highest is < 0 or > CheckList.HighestLevel)
            {
                throw new CommandException($"--level is 0 to {CheckList.HighestLevel}", ExitCodes.Usage);
            }

            if (call.Get(report) is { } wanted && Path.GetExtension(wanted).ToLowerInvariant() is not ("" or ".html" or ".json" or ".xml"))
            {
                throw new CommandException("--report takes .html, .json, .xml, or a name without extension", ExitCodes.Usage);
            }

            var numbers = call.Get(only) is { Length: > 0 } chosen ? chosen : null;
            if (numbers?.FirstOrDefault(n => CheckList.All.All(c => c.Number != n)) is { } unknown and not 0)
            {
                throw new CommandException(FormattableString.Invariant($"--check {unknown}: there is no such check"), ExitCodes.Usage);
            }

            var result = await KitRun.RunAsync(subject, highest, TimeProvider.System, call.Error.WriteLine, cancellationToken, numbers);
            if (call.Get(report) is { } file)
            {
                foreach (var written in ReportFiles.Write(result, file))
                {
                    call.Error.WriteLine(written);
                }
            }

            Print(call, result, call.IsJson(format));
            return result.Passed ? ExitCodes.Success : ExitCodes.Bad;
        });
    }

    private static int Claimed(string stability) => stability switch
    {
        "beta" or "stable" => 3,
        "alpha" => 1,
        _ => 0,
    };

    private static void Print(Invocation call, KitReport report, bool asJson)
    {
        if (asJson)
        {
            call.PrintJson(ReportFiles.Shape(report));
            return;
        }

        var table = new PlainTable(new("Số", IsNumber: true), new("Mức", IsNumber: true), new("Kiểm tra", Gives: true), new("Kết quả"), new("Chi tiết", Gives: true));
        foreach (var result in report.Results)
        {
            table.Add(Formats.Of(result.Check.Number), Formats.Of(result.Check.Level), result.Check.TitleVi, ReportFiles.Word(result.Outcome.State), result.Outcome.Note);
        }

        call.Print(table);

        // What is to be mended is never cut.
        foreach (var finding in report.FileProblems)
        {
            call.Out.WriteLine(PlainTable.Clean("✗ " + ReportFiles.Line(finding)));
        }

        foreach (var result in report.Results)
        {
            foreach (var finding in result.Outcome.Findings)
            {
                call.Out.WriteLine(PlainTable.Clean(FormattableString.Invariant($"✗ {result.Check.Number} {ReportFiles.Line(finding)}")));
            }
        }

        call.Out.WriteLine(FormattableString.Invariant(
            $"{report.Connector}, mức {report.Level}: {report.Count(CheckState.Passed)} đạt, {report.Count(CheckState.Failed)} không đạt, {report.Count(CheckState.NotApplicable)} không áp dụng, {report.Count(CheckState.Bypassed)} bỏ qua có lý do"));
    }
}
