using System.CommandLine;
using IntegrationHub.Host.Commands.Output;
using IntegrationHub.Host.Shadow;
using IntegrationHub.Indicators.Display;

namespace IntegrationHub.Host.Commands.Sources;

internal static class SourceShadowCommand
{
    public static Command Create(HubEnvironment environment)
    {
        var id = SourceArguments.Id();
        var stream = new Option<string>("--stream") { Description = "The stream.", Required = true };
        var mapping = new Option<string>("--mapping") { Description = "File with the new mapping (STREAM.map.yaml).", Required = true };
        var limit = new Option<int>("--limit") { Description = "Amounts and rows to show in a table.", DefaultValueFactory = _ => 40 };
        var format = Formats.Option();
        var command = new Command("shadow", "Count what is archived of a stream with a new mapping, and show which amounts and rows of the plans would change. Nothing is stored.") { id, stream, mapping, limit, format };
        return command.Does(environment, async (call, cancellationToken) =>
        {
            await using var store = await call.OpenStoreAsync(cancellationToken);
            var (source, catalogue) = await store.SourceAsync(call.Get(id), cancellationToken);
            store.Streams(source, catalogue.Catalogue, call.Get(stream));
            var answer = await new ShadowRun(store, call.Clock, call.Error.WriteLine)
                .RunAsync(source, catalogue, call.Get(stream)!, await File.ReadAllTextAsync(call.Get(mapping)!, cancellationToken), cancellationToken);
            if (call.IsJson(format))
            {
                call.PrintJson(answer);
            }
            else
            {
                Print(call, answer, Math.Max(1, call.Get(limit)));
            }

            return ExitCodes.Success;
        });
    }

    private static void Print(Invocation call, ShadowAnswer answer, int limit)
    {
        call.Out.WriteLine($"{answer.Source}/{answer.Stream}: ánh xạ {answer.OldVersion} → {answer.NewVersion} · {answer.Pages} trang, {answer.Readings} bản ghi · {answer.Changed.Count} số liệu, {answer.Rows.Count} dòng kế hoạch thay đổi");
        if (answer.Changed.Count > 0)
        {
            call.Out.WriteLine();
            var amounts = new PlainTable(new("Số liệu", Gives: true), new("Đơn vị", Gives: true), new("Từ ngày"), new("Đến ngày"), new("Phạm vi"), new("Hiện nay", IsNumber: true), new("Sẽ là", IsNumber: true));
            foreach (var a in answer.Changed.Take(limit))
            {
                amounts.Add(a.Metric, a.Unit, Formats.Of(a.From), Formats.Of(a.To.AddDays(-1)), a.Scope, HonestDisplay.Plain(a.Old), HonestDisplay.Plain(a.New));
            }

            call.Print(amounts);
            call.Out.WriteLine($"{Math.Min(limit, answer.Changed.Count)} / {answer.Changed.Count}");
        }

        if (answer.Rows.Count > 0)
        {
            call.Out.WriteLine();
            var rows = new PlainTable(new("Kế hoạch", Gives: true), new("Chỉ tiêu", Gives: true), new("Đơn vị", Gives: true), new("Hiện nay"), new("Sẽ là"), new("Kết luận"));
            foreach (var r in answer.Rows.Take(limit))
            {
                rows.Add(r.Plan, r.Part ?? r.Indicator, r.Unit, Figure(r.Old), Figure(r.New), Words.Verdict(r.Old.Verdict) is var was && Words.Verdict(r.New.Verdict) is var now && was == now ? was : $"{was} → {now}");
            }

            call.Print(rows);
            call.Out.WriteLine($"{Math.Min(limit, answer.Rows.Count)} / {answer.Rows.Count}");
        }

        foreach (var refused in answer.Refused)
        {
            call.Out.WriteLine(PlainTable.Clean($"✗ {refused.Records} bản ghi {refused.Code} {refused.Place} ({refused.Sample ?? "—"}): {refused.Message}"));
        }
    }

    private static string Figure(ShadowFigure figure) =>
        figure.Numerator is null ? figure.Display : figure.Denominator is null ? figure.Numerator : $"{figure.Numerator}/{figure.Denominator} = {figure.Display}";
}
