using System.Globalization;
using System.Text.Json;
using System.Xml;
using IntegrationHub.Connectors;
using IntegrationHub.Connectors.Http.Mappings;

namespace IntegrationHub.Faults.Tests.Fuzz;

/// <summary>
/// What is validly there in a payload, found without anything of the hub: every object in it with all the scalars below it. A reading must be one of
/// them: whatever it holds stands in one and the same object.
/// </summary>
internal sealed class ValidRecords
{
    private readonly List<HashSet<string>> _objects = [];

    public ValidRecords(IEnumerable<byte[]> payloads)
    {
        foreach (var payload in payloads)
        {
            Visit(payload);
        }
    }

    public bool IsThere(Reading reading, IReadOnlySet<string> givenByConnector)
    {
        // What could not be read and is of no use is said to be that; where it is of use, the mapping refuses the record.
        var wanted = Scalars(reading.Body).Where(s => !givenByConnector.Contains(s.Name) && s.Text != FieldValue.Unreadable).Select(s => Plain(s.Text)).Where(s => s.Length > 0).ToList();
        return _objects.Any(there => wanted.TrueForAll(there.Contains));
    }

    private void Visit(byte[] payload)
    {
        try
        {
            using var document = JsonDocument.Parse(payload.AsMemory(payload.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0));
            Visit(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Nothing is validly there.
        }
    }

    private HashSet<string> Visit(JsonElement value)
    {
        var below = new HashSet<string>(StringComparer.Ordinal);
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    below.UnionWith(Visit(member.Value));
                }

                _objects.Add(below);
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    below.UnionWith(Visit(item));
                }

                break;
            case JsonValueKind.String:
                var text = value.GetString()!;
                below.Add(Plain(text));
                if (text.Trim() is ['{' or '[', ..] inner)
                {
                    try
                    {
                        using var document = JsonDocument.Parse(inner);
                        below.UnionWith(Visit(document.RootElement));
                    }
                    catch (JsonException)
                    {
                        // A text like others.
                    }
                }
                else if (text.TrimStart().StartsWith('<'))
                {
                    below.UnionWith(TextsOf(text));
                }

                break;
            case JsonValueKind.Null or JsonValueKind.Undefined:
                break;
            default:
                below.Add(Plain(value.GetRawText()));
                break;
        }

        return below;
    }

    /// <summary>Of an XML message everything that stands between its elements, as far as it can be read.</summary>
    private static List<string> TextsOf(string xml)
    {
        var texts = new List<string>();
        try
        {
            using var reader = XmlReader.Create(new StringReader(xml.TrimStart()), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            while (reader.Read())
            {
                if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA)
                {
                    texts.Add(Plain(reader.Value));
                }
            }
        }
        catch (XmlException)
        {
            // Nothing more is validly there.
        }

        return texts;
    }

    private static IEnumerable<(string Name, string Text)> Scalars(JsonElement value, string name = "") => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(m => Scalars(m.Value, m.Name)),
        JsonValueKind.Array => value.EnumerateArray().SelectMany(i => Scalars(i, name)),
        JsonValueKind.String => [(name, value.GetString()!)],
        JsonValueKind.Number => [(name, value.GetRawText())],
        _ => [], // Whether there is any text, which says nothing of a figure.
    };

    // One spelling: numbers by their value, texts without what does not show and without case.
    private static string Plain(string text)
    {
        var trimmed = new string([.. text.Where(c => !char.IsWhiteSpace(c) && c is not ('\u200B' or '\uFEFF' or '\u00A0'))]);
        return decimal.TryParse(trimmed, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number.ToString("0.############################", CultureInfo.InvariantCulture) : trimmed.ToUpperInvariant();
    }
}
