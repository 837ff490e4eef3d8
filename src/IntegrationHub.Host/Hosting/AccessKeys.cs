using System.Net;
using IntegrationHub.Api.Access;

namespace IntegrationHub.Host.Hosting;

/// <summary>Settings that are about who may come in, and from where.</summary>
internal static class AccessKeys
{
    /// <summary>Passwords and keys do not travel in the clear: beyond this machine the hub speaks TLS, or a proxy in front of it does.</summary>
    public static void CheckUrls(HubSettings settings)
    {
        if (settings.Roles.HasFlag(HubRoles.Api) && settings.Proxies.Count == 0 && settings.Urls.FirstOrDefault(u => u.Scheme == "http" && !IsLoopback(u)) is { } open)
        {
            throw new SettingException("HUB_URLS", $"'{open.OriginalString}' would carry passwords and keys in the clear; use https://, or name in HUB_TLS_PROXY the address of the proxy in front that ends TLS");
        }
    }

    public static bool IsLoopback(Uri url) => url.IsLoopback || (IPAddress.TryParse(url.Host, out var address) && IPAddress.IsLoopback(address));

    public static IReadOnlyList<IPAddress> Proxies(string? text) => text is null ? [] :
        [.. text.Split([',', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(part => IPAddress.TryParse(part, out var address)
            ? address
            : throw new SettingException("HUB_TLS_PROXY", $"'{part}' is no address such as 10.0.0.5"))];

    public static OidcSettings? Oidc(Func<string, string?> text)
    {
        if (text("OIDC_AUTHORITY") is not { } authority)
        {
            return null;
        }

        if (!Uri.TryCreate(authority, UriKind.Absolute, out var issuer) || !(issuer.Scheme == "https" || (issuer.Scheme == "http" && IsLoopback(issuer))))
        {
            throw new SettingException("HUB_OIDC_AUTHORITY", $"'{authority}' is no https:// address of an issuer");
        }

        var audience = text("OIDC_AUDIENCE") ?? throw new SettingException("HUB_OIDC_AUDIENCE", "say what tokens for the hub are made out to; a token for another program must not open this one");
        return new OidcSettings(issuer, audience, text("OIDC_CLIENT_ID"), text("OIDC_CLIENT_SECRET"), text("OIDC_ROLE_CLAIM") ?? "roles", text("OIDC_UNIT_CLAIM"));
    }
}
