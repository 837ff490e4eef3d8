using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace IntegrationHub.Connectors.Http;

/// <summary>One page of a list as the source gave it.</summary>
/// <param name="RowCount">Rows of the answer, duplicates and rows of no use included.</param>
/// <param name="Total">How many there are in all, where the source says so.</param>
public sealed record RowPage(IReadOnlyList<Reading> Readings, int RowCount, long? Total, DateTimeOffset SentAt, IReadOnlyList<string> AddedFields);

/// <summary>
/// Reads a numbered list of pages to its end. The end is the total that the source names, or a page without rows: a page that is not full
/// may be one of a source that lowers the page size.
/// </summary>
public static class RowPages
{
    private static readonly string[] TotalNames = ["totalcount", "total", "tongso"];

    public static async IAsyncEnumerable<(RowPage Page, bool IsLast)> ReadAsync(
        string source, string what, Func<int, CancellationToken, Task<RowPage>> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(read);
        var watch = new PageWatch(source, what);
        var rows = 0;
        var fetching = read(1, cancellationToken);
        for (var number = 1; ; number++)
        {
            var page = await fetching;
            rows += page.RowCount;
            watch.Page(page.Readings);
            var isLast = page.Total is { } total ? rows >= total : page.RowCount == 0;
            if (!isLast && page.RowCount == 0)
            {
                throw watch.Fault($"it says {page.Total} rows and gave {rows}");
            }

            if (!isLast)
            {
                fetching = read(number + 1, cancellationToken);
            }

            yield return (page, isLast);
            if (isLast)
            {
                yield break;
            }
        }
    }

    /// <summary>The total beside the data; null when there is none.</summary>
    public static long? TotalIn(ReadOnlyMemory<byte> body)
    {
        var reader = new Utf8JsonReader(body.Span);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!.ToLowerInvariant();
            reader.Read();
            if (TotalNames.Contains(name) && reader.TokenType is JsonTokenType.Number or JsonTokenType.String)
            {
                var text = reader.TokenType is JsonTokenType.String ? reader.GetString() : Encoding.UTF8.GetString(reader.ValueSpan);
                return LooseInteger.Read(text) is { HasValue: true, Value: >= 0 } total ? total.Value : null;
            }

            reader.Skip();
        }

        return null;
    }
}
