using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using IntegrationHub.Connectors.Http;
using IntegrationHub.Connectors.Http.Mappings;

namespace IntegrationHub.Connectors.Rest;

/// <summary>One answer: its rows, and what it says about the way on.</summary>
internal sealed record RestAnswer(IReadOnlyList<Reading> Readings, int Count, string? Next, long? Total);

/// <summary>Sends what a plan describes and reads what comes back.</summary>
internal sealed class RestClient(SourceClient client, RestOptions options, MapFile map, RequestPlan plan)
{
    private const int LongestCursor = 4096;

    private readonly RowReader _rows = new(map);

    public IReadOnlyList<string> AddedFields => _rows.AddedFields;

    public async Task<RestAnswer> AskAsync(RequestWindow window, string? at, CancellationToken cancellationToken)
    {
        var values = Values(window, at);
        string? link = null;
        return await client.CallAsync(
            $"{map.Stream} {window.Token}{(at is null ? "" : $" at {Shorten(at)}")}",
            async cancel =>
            {
                using var request = Request(values, plan.Paging.Kind == PagingKind.Link ? at : null);
                var response = await client.Http.SendAsync(request, cancel);
                link = LinkHeader.Next(response);
                return response;
            },
            (body, place, sentAt) => Read(body, place, sentAt, link),
            cancellationToken);
    }

    private HttpRequestMessage Request(Dictionary<string, string?> values, string? link)
    {
        if (link is not null)
        {
            return new HttpRequestMessage(plan.Method, SameHost(link));
        }

        var address = new StringBuilder(Placeholders.Fill(plan.Path, values, Uri.EscapeDataString));
        var mark = '?';
        foreach (var (name, template) in plan.Query)
        {
            // A parameter that is one placeholder without a value is left out: the first page has no cursor.
            if (template.StartsWith('{') && template.EndsWith('}') && values.TryGetValue(template[1..^1], out var only) && only is null)
            {
                continue;
            }

            address.Append(mark).Append(Uri.EscapeDataString(name)).Append('=').Append(Placeholders.Fill(template, values, Uri.EscapeDataString));
            mark = '&';
        }

        var request = new HttpRequestMessage(plan.Method, new Uri(address.ToString(), UriKind.Relative));
        if (plan.Body is not null)
        {
            var body = Placeholders.Fill(plan.Body, values, text => JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString());
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        }

        return request;
    }

    private Dictionary<string, string?> Values(RequestWindow window, string? at)
    {
        var kind = plan.Paging.Kind;
        var to = plan.ToIncluded ? window.To.AddDays(-1) : window.To;
        return new(StringComparer.Ordinal)
        {
            ["from"] = window.From.ToString(plan.Dates, CultureInfo.InvariantCulture),
            ["to"] = to.ToString(plan.Dates, CultureInfo.InvariantCulture),
            ["day"] = window.From.ToString(plan.Dates, CultureInfo.InvariantCulture),
            ["month"] = window.From.ToString(plan.Months, CultureInfo.InvariantCulture),
            ["agency"] = window.Agency,
            ["limit"] = plan.Paging.Size.ToString(CultureInfo.InvariantCulture),
            ["page"] = kind == PagingKind.Page ? at ?? plan.Paging.First.ToString(CultureInfo.InvariantCulture) : null,
            ["offset"] = kind == PagingKind.Offset ? at ?? "0" : null,
            ["cursor"] = kind == PagingKind.Cursor ? at : null,
        };
    }

    private RestAnswer Read(ReadOnlyMemory<byte> body, string place, DateTimeOffset sentAt, string? link)
    {
        var data = plan.Envelope ? SourceEnvelope.Read(body).Require(place) : body;
        using var list = JsonDocument.Parse(data);
        if (Find(list.RootElement, plan.Rows) is not { ValueKind: JsonValueKind.Array } rows)
        {
            throw new JsonException("there is no list where the mapping says");
        }

        var readings = new Dictionary<string, Reading>(StringComparer.Ordinal);
        foreach (var row in rows.EnumerateArray())
        {
            if (row.ValueKind != JsonValueKind.Object)
            {
                throw new JsonException("a row is no object");
            }

            var reading = _rows.Read(row, sentAt);
            readings[reading.Key] = reading;
        }

        var root = list.RootElement;
        JsonDocument? whole = null;
        try
        {
            // What is said about paging stands beside the data, not in it.
            if (plan.Envelope && (plan.Paging.Next.Count > 0 || plan.Paging.Total.Count > 0))
            {
                whole = JsonDocument.Parse(body);
                root = whole.RootElement;
            }

            var next = plan.Paging.Kind switch
            {
                PagingKind.Cursor => Text(root, plan.Paging.Next),
                PagingKind.Link => plan.Paging.Next.Count > 0 ? Text(root, plan.Paging.Next) : link,
                _ => null,
            };
            if (next?.Length > LongestCursor)
            {
                throw new ConnectorException(FailureCategory.Malformed, "E_PAGING", $"{place}: the position of the next page is longer than {LongestCursor} characters; tell the source's operator");
            }

            return new([.. readings.Values], rows.GetArrayLength(), next, plan.Paging.Total.Count > 0 ? LooseInteger.Read(Find(root, plan.Paging.Total)).OrNull : null);
        }
        finally
        {
            whole?.Dispose();
        }
    }

    /// <summary>A link of an answer may lead on, but nowhere else: the sign-in goes with the request.</summary>
    private Uri SameHost(string link)
    {
        var root = new Uri(options.BaseUrl.AbsoluteUri.TrimEnd('/') + "/");
        return Uri.TryCreate(root, link, out var address) && address.Scheme == root.Scheme && address.Authority == root.Authority
            && address.UserInfo.Length == 0 && address.AbsolutePath.StartsWith(root.AbsolutePath, StringComparison.Ordinal)
            ? address
            : throw new ConnectorException(FailureCategory.Malformed, "E_HOST_NOT_ALLOWED",
                $"{options.Source}: {map.Stream}: the link to the next page leads away from {root.Authority}{root.AbsolutePath}, which is not followed; tell the source's operator");
    }

    private static string? Text(JsonElement root, IReadOnlyList<string> path) => LooseString.Read(Find(root, path));

    private static JsonElement Find(JsonElement value, IReadOnlyList<string> path)
    {
        foreach (var name in path)
        {
            value = value.ValueKind != JsonValueKind.Object ? default
                : value.TryGetProperty(name, out var member) ? member
                : value.EnumerateObject().FirstOrDefault(m => string.Equals(m.Name, name, StringComparison.OrdinalIgnoreCase)).Value;
        }

        return value;
    }

    private static string Shorten(string text) => text.Length <= 12 ? text : text[..12] + "…";
}
