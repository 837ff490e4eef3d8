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
/// may be one of a source that lowers the page size. When the total changes on the way, rows have come or gone and others may have slipped through
/// between two pages: then the list is read again from its first page, and what was read before is read a second time.
/// </summary>
public static class RowPages
{
    private const int MostReadings = 3;

    private static readonly string[] TotalNames = ["totalcount", "total", "tongso"];

    /// <param name="source">Name of the source in messages.</param>
    /// <param name="what">What is read, in words.</param>
    /// <param name="read">Reads a page by its number, from 1, or by how many rows the pages before it had.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async IAsyncEnumerable<(RowPage Page, bool IsLast)> ReadAsync(
        string source, string what, Func<int, int, CancellationToken, Task<RowPage>> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(read);
        var watch = new PageWatch(source, what);
        var (rows, readings) = (0, 1);
        long? total = null;
        var fetching = read(1, 0, cancellationToken);
        for (var number = 1; ; number++)
        {
            var page = await fetching;
            if (page.Total is { } said && said != (total ??= said))
            {
                if (++readings > MostReadings)
                {
                    throw watch.Fault($"the number of rows changed during each of {MostReadings} readings");
                }

                (watch, rows, total, number) = (new PageWatch(source, what), 0, null, 0);
                fetching = read(1, 0, cancellationToken);
                continue;
            }

            rows += page.RowCount;
            watch.Page(page.Readings);
            var isLast = page.Total is { } all ? rows >= all : page.RowCount == 0;
            if (!isLast && page.RowCount == 0)
            {
                throw watch.Fault($"it says {page.Total} rows and gave {rows}");
            }

            if (!isLast)
            {
                fetching = read(number + 1, rows, cancellationToken);
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
