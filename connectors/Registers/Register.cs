using System.Globalization;
using System.Text.Json;
using IntegrationHub.Connectors.Http;
using IntegrationHub.Connectors.Http.Mappings;

namespace IntegrationHub.Connectors.Registers;

/// <summary>A register that answers for a day, page by page.</summary>
internal abstract class Register(SourceClient client, RegistersOptions options, MapFile map)
{
    private readonly IRegistersApi _api = client.Api<IRegistersApi>();

    protected MapFile Map => map;

    public virtual async Task<RowPage> ReadAsync(DateOnly day, int number, CancellationToken cancellationToken)
    {
        var (rows, total, sentAt) = await ReadRowsAsync(day, number, cancellationToken);
        var reader = new RowReader(map);
        return PageOf(day, rows.Select(row => reader.Read(row, sentAt)), rows.Count, total, sentAt, reader);
    }

    protected async Task<(IReadOnlyList<JsonElement> Rows, long? Total, DateTimeOffset SentAt)> ReadRowsAsync(DateOnly day, int number, CancellationToken cancellationToken)
    {
        var ngay = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return await client.CallAsync(
            $"register {map.Stream} of {ngay} page {number}",
            cancel => _api.ReadAsync(map.Stream, ngay, number, options.PageSize, cancel),
            (body, place, sentAt) => (RowsOf(SourceEnvelope.Read(body).Require(place)), RowPages.TotalIn(body), sentAt),
            cancellationToken);
    }

    protected RowPage PageOf(DateOnly day, IEnumerable<Reading> read, int rowCount, long? total, DateTimeOffset sentAt, RowReader reader)
    {
        // Among rows of one agency the last counts.
        var readings = read.GroupBy(reading => reading.Key, StringComparer.Ordinal).Select(same => same.Last()).ToList();
        var other = readings.Select(reading => VietnamDate.ReadDay(FieldValue.Text(reading.Body, "ngay"))).FirstOrDefault(read => read.HasValue && read.Value != day);
        return other.HasValue
            ? throw new ConnectorException(FailureCategory.Malformed, "E_SOURCE_DAY", string.Create(CultureInfo.InvariantCulture,
                $"{options.Source}: register {map.Stream}: it was asked for {day:yyyy-MM-dd} and answers for {other.Value:yyyy-MM-dd}; it may know only one day, tell the source's operator"))
            : new RowPage(readings, rowCount, total, sentAt, reader.AddedFields);
    }

    private static IReadOnlyList<JsonElement> RowsOf(ReadOnlyMemory<byte> payload)
    {
        using var document = JsonDocument.Parse(payload);
        return document.RootElement.ValueKind == JsonValueKind.Array && document.RootElement.EnumerateArray().All(row => row.ValueKind == JsonValueKind.Object)
            ? [.. document.RootElement.EnumerateArray().Select(row => row.Clone())]
            : throw new JsonException("the data is no list of records");
    }
}

/// <summary>A register whose own word is all there is.</summary>
internal sealed class ListedRegister(SourceClient client, RegistersOptions options, MapFile map) : Register(client, options, map);
