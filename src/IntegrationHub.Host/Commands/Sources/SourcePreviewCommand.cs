using System.CommandLine;
using System.Globalization;
using IntegrationHub.Collect.Normalizing;
using IntegrationHub.Collect.Pulling;
using IntegrationHub.Connectors;
using IntegrationHub.Contracts;
using IntegrationHub.Host.Commands.Output;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Model;

namespace IntegrationHub.Host.Commands.Sources;

internal static class SourcePreviewCommand
{
    private const int DaysBack = 31;

    public static Command Create(HubEnvironment environment)
    {
        var id = SourceArguments.Id();
        var stream = SourceArguments.Stream("Only this stream; all of the source's if left out.");
        var limit = new Option<int>("--limit") { Description = "Records to show of each stream.", DefaultValueFactory = _ => 20 };
        var from = Formats.Day("--from", $"First day to look at; {DaysBack} days ago if left out.");
        var format = Formats.Option();
        var command = new Command("preview", "Pull a page and show what would be counted and what rejected. Nothing is stored: no run, no cursor, no figure.") { id, stream, limit, from, format };
        return command.Does(environment, async (call, cancellationToken) =>
        {
            if (call.Get(limit) < 1)
            {
                throw new CommandException("--limit is at least 1", ExitCodes.Usage);
            }

            await using var store = await call.OpenStoreAsync(cancellationToken);
            var (source, catalogue) = await store.SourceAsync(call.Get(id), cancellationToken);
            var previews = new List<StreamPreview>();
            foreach (var name in store.Streams(source, catalogue.Catalogue, call.Get(stream)))
            {
                var first = call.Get(from) ?? VietnamDay.Of(call.Clock.GetUtcNow()).AddDays(-DaysBack);
                previews.Add(await PreviewAsync(store, source, catalogue.Catalogue, name, first, call, call.Get(limit), cancellationToken));
            }

            if (call.IsJson(format))
            {
                call.PrintJson(previews);
            }
            else
            {
                previews.ForEach(p => Print(call, p));
            }

            return ExitCodes.Success;
        });
    }

    private static async Task<StreamPreview> PreviewAsync(
        HubStore store, SourceDefinition source, HubCatalogue catalogue, string stream, DateOnly from, Invocation call, int limit, CancellationToken cancellationToken)
    {
        var connectors = store.Get<ConnectorRegistry>();
        var agencies = new AgencyDirectory(catalogue, source.Id, source.Connector);
        var readings = new List<Reading>();
        await using var connector = await connectors.CreateAsync(source, catalogue, call.Clock, cancellationToken);
        var request = new PullRequest { Stream = stream, Cursor = null, From = from, Agencies = agencies.Codes, Open = [] };

        // Empty pages only say that an agency had nothing; the first that holds something is shown.
        await foreach (var page in connector.PullAsync(request, cancellationToken))
        {
            readings.AddRange(page.Readings);
            if (readings.Count > 0)
            {
                break;
            }
        }

        var normalizer = new Normalizer(catalogue, connectors.Mapping(catalogue, source.Connector, stream), agencies);
        var origin = new PageOrigin(Guid.Empty, Guid.Empty, source.Id, source.Connector, stream, null);
        var message = normalizer.Normalize(origin, [.. readings.Take(limit)]);
        return new StreamPreview(source.Id, stream, readings.Count, Math.Min(limit, readings.Count), Values(message, catalogue), message.Rejections);
    }

    private static List<PreviewValue> Values(MeasurementsReported message, HubCatalogue catalogue)
    {
        var values = new List<PreviewValue>();
        for (var record = 0; record < message.Records.Length; record++)
        {
            for (var v = message.ValuesFrom[record]; v < message.ValuesFrom[record + 1]; v++)
            {
                var metric = message.Metrics[message.MetricOf[v]];
                decimal amount = message.Amounts[v];
                for (var i = 0; i < catalogue.Metrics[metric].Scale; i++)
                {
                    amount /= 10;
                }

                values.Add(new PreviewValue(
                    message.Records[record], message.Units[message.UnitOf[v]], metric, DateOnly.FromDayNumber(message.From[v]), DateOnly.FromDayNumber(message.To[v]),
                    message.ScopeOf.Length == 0 ? "own" : message.Scopes[message.ScopeOf[v]], amount.ToString(CultureInfo.InvariantCulture)));
            }
        }

        return values;
    }

    private static void Print(Invocation call, StreamPreview preview)
    {
        call.Out.WriteLine($"{preview.Source}/{preview.Stream}: {preview.Shown} / {preview.Read} bản ghi · {preview.Values.Count} số liệu · {preview.Rejections.Count} bị từ chối");
        var table = new PlainTable(new("Bản ghi", Gives: true), new("Đơn vị", Gives: true), new("Số liệu", Gives: true), new("Từ ngày"), new("Đến ngày"), new("Phạm vi"), new("Giá trị", IsNumber: true));
        foreach (var value in preview.Values)
        {
            table.Add(value.Record, value.Unit, value.Metric, Formats.Of(value.From), Formats.Of(value.To.AddDays(-1)), value.Scope, value.Amount);
        }

        call.Print(table);
        foreach (var rejection in preview.Rejections)
        {
            call.Out.WriteLine(PlainTable.Clean($"✗ {rejection.Record} {rejection.Code} {rejection.Place}: {rejection.Message}"));
        }

        call.Out.WriteLine();
    }

    private sealed record StreamPreview(string Source, string Stream, int Read, int Shown, IReadOnlyList<PreviewValue> Values, IReadOnlyList<RejectedRecord> Rejections);

    private sealed record PreviewValue(string Record, string Unit, string Metric, DateOnly From, DateOnly To, string Scope, string Amount);
}
