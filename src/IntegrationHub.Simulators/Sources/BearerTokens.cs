using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace IntegrationHub.Simulators.Sources;

/// <summary>Tokens of a simulated source, given out for the demo's account and valid for a while.</summary>
internal sealed class BearerTokens(DemoSite site, TimeSpan life)
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _ends = new();

    /// <summary>Null for a wrong account.</summary>
    public string? Issue(string? username, string? password)
    {
        if (username != site.Credentials.Username || password != site.Credentials.Password)
        {
            return null;
        }

        var token = RandomNumberGenerator.GetHexString(32, lowercase: true);
        _ends[token] = site.Now + life;
        return token;
    }

    /// <param name="authorization">The header as sent.</param>
    public bool Accepts(string? authorization) =>
        authorization?.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) == true && _ends.TryGetValue(authorization[7..], out var end) && site.Now < end;
}
