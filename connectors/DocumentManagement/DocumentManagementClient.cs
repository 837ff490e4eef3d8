using System.Globalization;
using System.Text.Json;
using IntegrationHub.Connectors.Http;

namespace IntegrationHub.Connectors.DocumentManagement;

/// <summary>The calls of a run, read down to lists and headers.</summary>
internal sealed class DocumentManagementClient : IDisposable
{
    private readonly DocumentManagementOptions _options;
    private readonly IDocumentManagementApi _api;

    public DocumentManagementClient(DocumentManagementOptions options, SourceHttpOptions http)
    {
        _options = options;
        Signed = new SourceClient(http with { LargestBody = 32L * 1024 * 1024 }, options.Access, options.Concurrency);
        _api = Signed.Api<IDocumentManagementApi>();
    }

    public SourceClient Signed { get; }

    public Task<T> StatisticsAsync<T>(DateOnly from, DateOnly to, Func<ReadOnlyMemory<byte>, DateTimeOffset, T> read, CancellationToken cancellationToken) => Signed.CallAsync(
        $"statistics of {from:yyyy-MM}",
        cancel => _api.GetStatisticsAsync(_options.RootAgency, Day(from), Day(to.AddDays(-1)), cancel),
        (body, place, sentAt) => read(AxisAnswer.RequireList(body, place), sentAt),
        cancellationToken);

    /// <summary>The messages of a kind of some days; a message that is listed twice counts once, as it was listed last.</summary>
    public Task<EdocList> ListAsync(string messageType, DateOnly from, DateOnly to, CancellationToken cancellationToken) => Signed.CallAsync(
        $"list of {messageType} from {Day(from)}",
        cancel => _api.ListAsync(messageType, Day(from), Day(to.AddDays(-1)), cancel),
        (body, place, sentAt) => EdocList.Read(AxisAnswer.RequireList(body, place), sentAt),
        cancellationToken);

    /// <summary>The header of a message. Trouble with this one message is an outcome, not a fault: the others go on.</summary>
    public async Task<EdocOutcome> HeaderAsync(string docId, CancellationToken cancellationToken)
    {
        try
        {
            return new(await Signed.CallAsync(
                "header of a message",
                cancel => _api.GetAsync(docId, cancel),
                (body, place, _) =>
                {
                    using var data = JsonDocument.Parse(AxisAnswer.Require(body, place));
                    return LooseString.Read(AxisAnswer.Member(data.RootElement, "edXML")) is { } text
                        ? EdocHeader.Parse(text, place)
                        : throw new ConnectorException(FailureCategory.Malformed, "E_EDXML", $"{place}: the answer carries no edXML; tell the source's operator");
                },
                cancellationToken), null);
        }
        catch (ConnectorException exception) when (exception.Code is "E_EDXML" or "E_REJECTED")
        {
            return new(null, exception);
        }
    }

    public void Dispose() => Signed.Dispose();

    private static string Day(DateOnly day) => day.ToString("yyyy/MM/dd", CultureInfo.InvariantCulture);
}

internal sealed record EdocOutcome(EdocHeader? Header, ConnectorException? Fault);

/// <summary>A line of the axis's list.</summary>
internal sealed record EdocRow(string DocId, string? From, string? To, string? CreatedTime, string? Status);

internal sealed record EdocList(IReadOnlyList<EdocRow> Rows, DateTimeOffset SentAt)
{
    // What the axis says of a document that is no state secret; anything else never gets past this point.
    private static readonly string[] Open = ["0", "false", "thuong", "Thường"];

    public static EdocList Read(ReadOnlyMemory<byte> list, DateTimeOffset sentAt)
    {
        using var document = JsonDocument.Parse(list);
        var rows = new Dictionary<string, EdocRow>(StringComparer.Ordinal);
        foreach (var row in document.RootElement.EnumerateArray())
        {
            if (row.ValueKind != JsonValueKind.Object)
            {
                throw new JsonException("a row is no object");
            }

            if (Text(row, "doMat") is { } secrecy && !Open.Contains(secrecy, StringComparer.OrdinalIgnoreCase))
            {
                continue;
            }

            // "id" is what the older flavour of the axis calls it.
            var docId = Text(row, "docId") ?? Text(row, "id") ?? throw new JsonException("a row has no docId");
            rows[docId] = new(docId, Text(row, "from"), Text(row, "to"), Text(row, "createdTime") ?? Text(row, "created_time"), Text(row, "status"));
        }

        return new([.. rows.Values], sentAt);
    }

    private static string? Text(JsonElement row, string name) => LooseString.Read(AxisAnswer.Member(row, name));
}
