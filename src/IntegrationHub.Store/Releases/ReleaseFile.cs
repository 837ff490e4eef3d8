using System.Globalization;
using System.Text.Json;
using IntegrationHub.Indicators.Aggregation;
using IntegrationHub.Indicators.Progress;
using IntegrationHub.Store.Plans;

namespace IntegrationHub.Store.Releases;

/// <param name="By">The second person.</param>
public sealed record ReleaseApproval(string By, DateTimeOffset At);

/// <summary>What a look at a release file says.</summary>
/// <param name="Content">Null when the file cannot be read.</param>
/// <param name="Digest">Of the content as it stands in the file, whatever the file says of it.</param>
/// <param name="Faults">Empty: nothing was changed since the file was written. Each names its place as far as that can be said.</param>
public sealed record ReleaseVerification(ReleaseContent? Content, string? Digest, ReleaseApproval? Approval, IReadOnlyList<string> Faults)
{
    public bool IsGood => Faults.Count == 0;
}

/// <summary>
/// A release as a file that needs no hub to be checked: the content with its digest, who approved it, and a seal over all of it. The whole file is canonical
/// JSON, so that not a byte of it can differ.
/// </summary>
public static class ReleaseFile
{
    public const string Format = "vn.integrationhub.release-file.v1";

    private const int MostFaults = 20;

    /// <param name="content">Canonical, as it is stored.</param>
    public static byte[] Write(ReadOnlyMemory<byte> content, ReleaseApproval? approval)
    {
        using var document = JsonDocument.Parse(content);
        var digest = CanonicalJson.Digest(content.Span);
        var seal = CanonicalJson.Digest(CanonicalJson.Of(new { format = Format, digest, approval, content = document.RootElement }));
        return CanonicalJson.Of(new { format = Format, digest, approval, content = document.RootElement, seal });
    }

    /// <summary>Looks at the bytes alone.</summary>
    public static ReleaseVerification Verify(ReadOnlyMemory<byte> file)
    {
        try
        {
            using var document = JsonDocument.Parse(file);
            return Verify(file, document.RootElement);
        }
        catch (JsonException e)
        {
            return new(null, null, null, [string.Create(CultureInfo.InvariantCulture, $"no JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}")]);
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException)
        {
            return new(null, null, null, [e.Message]);
        }
    }

    private static ReleaseVerification Verify(ReadOnlyMemory<byte> file, JsonElement root)
    {
        if (root.ValueKind is not JsonValueKind.Object || Member(root, "format") is not { ValueKind: JsonValueKind.String } format || format.GetString() != Format || Member(root, "content") is not { ValueKind: JsonValueKind.Object } content)
        {
            return new(null, null, null, [$"no release file: it has no format '{Format}' and content"]);
        }

        var faults = new List<string>();
        var canonical = CanonicalJson.Of(root);
        if (file.Span.CommonPrefixLength(canonical) is var same && (same < file.Length || same < canonical.Length))
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"not in canonical form from byte {same + 1} on"));
        }

        var digest = CanonicalJson.Digest(CanonicalJson.Of(content));
        if (Text(root, "digest") != digest)
        {
            faults.Add($"content: its digest is {digest}, the file says {Text(root, "digest") ?? "nothing"}");
        }

        var sealedPart = root.EnumerateObject().Where(m => m.Name != "seal").ToDictionary(m => m.Name, m => m.Value, StringComparer.Ordinal);
        if (Text(root, "seal") != CanonicalJson.Digest(CanonicalJson.Of(JsonSerializer.SerializeToElement(sealedPart))))
        {
            faults.Add(faults.Count == 0 ? "approval, format or seal: the seal does not fit" : "the seal does not fit");
        }

        try
        {
            var read = content.Deserialize<ReleaseContent>(ProgressJson.Options)!;
            faults.AddRange(read.Rows.Index().Where(r => !Fits(r.Item)).Take(MostFaults).Select(r =>
                string.Create(CultureInfo.InvariantCulture, $"content.rows[{r.Index}] ({r.Item.Part ?? r.Item.Indicator} · {r.Item.Unit}): {r.Item.Percent} % is not {r.Item.Numerator}/{r.Item.Denominator}")));
            return new(read, digest, root.GetProperty("approval").Deserialize<ReleaseApproval>(ProgressJson.Options), faults);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException)
        {
            return new(null, digest, null, [.. faults, $"no release: {(e as JsonException)?.Path ?? "approval is missing"}"]);
        }
    }

    /// <summary>A change of one of the three numbers of a row is seen in that row.</summary>
    private static bool Fits(ProgressRow row) =>
        !Decimal(row.Numerator, out var n) || !Decimal(row.Denominator, out var d) || d <= 0 || row.Percent == Ratio.Of(n, d).PercentText();

    private static bool Decimal(string? text, out decimal number) => decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);

    private static JsonElement? Member(JsonElement root, string name) => root.TryGetProperty(name, out var found) ? found : null;

    private static string? Text(JsonElement root, string name) => Member(root, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
