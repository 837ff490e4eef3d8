using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using IntegrationHub.Connectors.Http;

namespace IntegrationHub.Connectors.Registers;

/// <param name="Key">Digest of the item's id: ids are addresses, and addresses spell the title.</param>
/// <param name="Published">Null when there is no readable instant.</param>
/// <param name="Agency">Null when the item does not say whose it is.</param>
internal sealed record NewsItem(string? Key, DateTimeOffset? Published, IReadOnlyList<string> Categories, string? Agency);

/// <summary>Reads RSS 2.0, Atom and JSON Feed. Titles, texts and authors are never looked at.</summary>
internal static class NewsFeed
{
    private const string AgencyScheme = "co-quan";

    public static IReadOnlyList<NewsItem> Read(ReadOnlyMemory<byte> body, string place)
    {
        if (body.Span.TrimStart(" \t\r\n"u8).StartsWith("{"u8))
        {
            return ReadJson(body);
        }

        try
        {
            using var reader = XmlReader.Create(new MemoryStream(body.ToArray()), new XmlReaderSettings
            {
                DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = 8 * 1024 * 1024,
            });
            var root = XDocument.Load(reader).Root!;
            return root.Name.LocalName switch
            {
                "rss" => [.. root.Elements("channel").Elements("item").Select(OfRss)],
                "feed" => [.. root.Elements().Where(e => e.Name.LocalName == "entry").Select(OfAtom)],
                _ => throw Fault(place, null),
            };
        }
        catch (XmlException exception)
        {
            throw Fault(place, exception);
        }
    }

    private static NewsItem OfRss(XElement item) => new(
        KeyOf(item.Element("guid")?.Value ?? item.Element("link")?.Value),
        Instant(item.Element("pubDate")?.Value),
        [.. item.Elements("category").Where(c => c.Attribute("domain")?.Value != AgencyScheme).Select(c => c.Value.Trim())],
        item.Elements("category").FirstOrDefault(c => c.Attribute("domain")?.Value == AgencyScheme)?.Value);

    private static NewsItem OfAtom(XElement entry)
    {
        var space = entry.Name.Namespace;
        var categories = entry.Elements(space + "category").ToList();
        return new(
            KeyOf(entry.Element(space + "id")?.Value),
            Instant(entry.Element(space + "published")?.Value ?? entry.Element(space + "updated")?.Value),
            [.. categories.Where(c => c.Attribute("scheme")?.Value != AgencyScheme).Select(c => c.Attribute("term")?.Value.Trim()).OfType<string>()],
            categories.FirstOrDefault(c => c.Attribute("scheme")?.Value == AgencyScheme)?.Attribute("term")?.Value);
    }

    private static List<NewsItem> ReadJson(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        return [.. document.RootElement.GetProperty("items").EnumerateArray().Select(item => new NewsItem(
            KeyOf(Text(item, "id") ?? Text(item, "url")),
            Instant(Text(item, "date_published")),
            item.TryGetProperty("tags", out var tags) && tags.ValueKind == JsonValueKind.Array ? [.. tags.EnumerateArray().Select(LooseString.Read).OfType<string>()] : [],
            Text(item, "_co_quan")))];
    }

    private static string? Text(JsonElement item, string name) => item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var value) ? LooseString.Read(value) : null;

    private static string? KeyOf(string? id) =>
        string.IsNullOrWhiteSpace(id) ? null : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id.Trim())).AsSpan(0, 16));

    // RFC 822 as RSS has it, or ISO 8601; without an offset it is Việt Nam's.
    private static DateTimeOffset? Instant(string? text) =>
        DateTimeOffset.TryParseExact(text?.Trim(), ["ddd, d MMM yyyy HH:mm:ss zzz", "d MMM yyyy HH:mm:ss zzz", "ddd, d MMM yyyy HH:mm zzz"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant)
            || DateTimeOffset.TryParseExact(text?.Trim(), ["ddd, d MMM yyyy HH:mm:ss 'GMT'", "d MMM yyyy HH:mm:ss 'GMT'"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out instant)
            ? instant
            : VietnamDate.Read(text).OrNull;

    private static ConnectorException Fault(string place, Exception? inner) => new(FailureCategory.Malformed, "E_SOURCE_XML",
        $"{place}: the answer is neither RSS, Atom nor JSON Feed, or it carries a document type; check newsPath or tell the source's operator", inner);
}
