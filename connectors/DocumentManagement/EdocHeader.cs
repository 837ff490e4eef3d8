using System.Globalization;
using System.Xml;
using IntegrationHub.Connectors.Http;

namespace IntegrationHub.Connectors.DocumentManagement;

/// <summary>
/// What is read of an edXML message: who sent which document when, what kind of business it is, and the code of a status message. Names,
/// subject, content, signature and attachments are passed over unread; reading ends with the header.
/// </summary>
/// <param name="DocumentId">The document; of a status message, of a revocation, update or replacement the message's own.</param>
/// <param name="From">Agency that sent it, as written.</param>
/// <param name="PromulgationDate">Day of the document; null when there is none or it cannot be read.</param>
/// <param name="BusinessDocType">0 new, 1 revoke, 2 update, 3 replace; null when it does not say.</param>
/// <param name="StatusCode">Code of a status message; null for a document.</param>
/// <param name="About">The document that the message is about.</param>
internal sealed record EdocHeader(DocumentId? DocumentId, string? From, DateOnly? PromulgationDate, string? BusinessDocType, string? StatusCode, DocumentId? About)
{
    private const int LargestHeader = 1024 * 1024;
    private const int DeepestElement = 24;
    private const int LongestValue = 200;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = LargestHeader, MaxCharactersFromEntities = 0,
        IgnoreComments = true, IgnoreProcessingInstructions = true, IgnoreWhitespace = true, CloseInput = true,
    };

    /// <exception cref="ConnectorException">It is not edXML, or larger or deeper than any header.</exception>
    public static EdocHeader Parse(string edXml, string place)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            using var reader = XmlReader.Create(new StringReader(edXml.TrimStart('\uFEFF', '\u200B', ' ', '\t', '\r', '\n')), Settings);
            Read(reader, values);
        }
        catch (XmlException exception)
        {
            throw new ConnectorException(FailureCategory.Malformed, "E_EDXML", $"{place}: the message is not edXML, or not within the limits of a header; tell the source's operator", exception);
        }

        return values.Count == 0
            ? throw new ConnectorException(FailureCategory.Malformed, "E_EDXML", $"{place}: the message has no edXML header; tell the source's operator")
            : new EdocHeader(
                Text(values, "DocumentId") is { } id ? DocumentManagement.DocumentId.Parse(id) : null,
                Text(values, "From/OrganId"),
                VietnamDate.ReadDay(Text(values, "PromulgationInfo/PromulgationDate")).OrNull,
                Text(values, "Bussiness/BussinessDocType"),
                Text(values, "StatusCode"),
                Text(values, "ResponseFor/DocumentId") is { } about ? DocumentManagement.DocumentId.Parse(about) : null);
    }

    // Namespaces and prefixes differ from vendor to vendor; the names do not. Only listed elements are taken, so nothing personal is.
    private static void Read(XmlReader reader, Dictionary<string, string> values)
    {
        var path = new Stack<string>();
        while (reader.Read())
        {
            if (reader.Depth > DeepestElement)
            {
                throw new XmlException("too deep");
            }

            switch (reader.NodeType)
            {
                case XmlNodeType.Element when reader.LocalName is "Signature" or "edXMLBody" or "attachments" or "AttachmentEncoded":
                    return;
                case XmlNodeType.Element when !reader.IsEmptyElement:
                    path.Push(reader.LocalName);
                    break;
                case XmlNodeType.EndElement:
                    path.Pop();
                    if (reader.LocalName is "edXMLHeader")
                    {
                        return;
                    }

                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA when path.Count > 0 && Name(path) is { } name:
                    values.TryAdd(name, Shorten(reader));
                    break;
                default:
                    break;
            }
        }
    }

    private static string? Name(Stack<string> path)
    {
        var names = path.Take(2).ToArray();
        var (own, parent) = (names[0], names.ElementAtOrDefault(1) ?? "");
        return (parent, own) switch
        {
            ("From", "OrganId") => "From/OrganId",
            ("ResponseFor", "DocumentId") => "ResponseFor/DocumentId",
            ("MessageHeader", "DocumentId") => own,
            ("PromulgationInfo", "PromulgationDate") => "PromulgationInfo/PromulgationDate",
            ("Bussiness" or "Business", "BussinessDocType" or "BusinessDocType") => "Bussiness/BussinessDocType",
            ("MessageHeader" or "Status", "StatusCode") => own,
            _ => null,
        };
    }

    private static string Shorten(XmlReader reader) => reader.Value is { Length: > LongestValue } ? "" : reader.Value.Trim();

    private static string? Text(Dictionary<string, string> values, string name) => values.TryGetValue(name, out var text) && text.Length > 0 ? VietnameseLetters.Compose(text) : null;
}

/// <summary>
/// Id of a document: one token (usually a GUID), or composed of agency, day and number, <c>000.00.00.G22,2015/09/30,7816/VPCP-TTĐT</c>.
/// </summary>
/// <param name="Text">As written, without white space around it.</param>
/// <param name="Agency">Agency of a composed id.</param>
/// <param name="Day">Day of a composed id; null when it cannot be read.</param>
/// <param name="Number">Number of a composed id.</param>
internal sealed record DocumentId(string Text, string? Agency, DateOnly? Day, string? Number)
{
    public static DocumentId Parse(string text)
    {
        var trimmed = text.Trim().Trim('{', '}');
        return trimmed.Split(',', 3, StringSplitOptions.TrimEntries) is [{ Length: > 0 } agency, var day, { Length: > 0 } number]
            ? new(trimmed, AgencyCode.Normalize(agency), VietnamDate.ReadDay(day).OrNull, number)
            : new(trimmed, null, null, null);
    }

    /// <summary>The same for every spelling of one id, in the alphabet of keys.</summary>
    public string Key => Agency is null
        ? Text
        : string.Create(CultureInfo.InvariantCulture, $"{Agency}/{Day:yyyyMMdd}/{string.Concat(Number!.Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '/'))}");
}
