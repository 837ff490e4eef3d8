using System.Text.RegularExpressions;

namespace IntegrationHub.Connectors.Rest;

/// <summary>RFC 8288: Link: &lt;address&gt;; rel="next".</summary>
internal static partial class LinkHeader
{
    /// <summary>The address of the next page; null when there is none.</summary>
    public static string? Next(HttpResponseMessage response)
    {
        if (!response.Headers.TryGetValues("Link", out var values))
        {
            return null;
        }

        var target = Link().Matches(string.Join(", ", values)).FirstOrDefault(m => Relations(m).Contains("next", StringComparer.OrdinalIgnoreCase))?.Groups["target"].Value;

        // A relative address is relative to the request, whose own address may lie below baseUrl's path.
        return target is null || response.RequestMessage?.RequestUri is not { } asked || !Uri.TryCreate(asked, target, out var address) ? target : address.AbsoluteUri;
    }

    private static string[] Relations(Match match) => match.Groups["rel"].Value.Trim('"').Split(' ', StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex("""<(?<target>[^>]*)>(?:\s*;\s*(?!rel\b)[\w*-]+\s*=\s*(?:"[^"]*"|[^\s;,]+))*\s*;\s*rel\s*=\s*(?<rel>"[^"]*"|[^\s;,]+)""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Link();
}
