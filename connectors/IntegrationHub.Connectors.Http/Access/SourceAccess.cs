namespace IntegrationHub.Connectors.Http.Access;

/// <summary>How a source is told who calls.</summary>
public enum AccessKind
{
    /// <summary>Nobody is asked.</summary>
    None,

    /// <summary>User and password with each request (RFC 7617).</summary>
    Basic,

    /// <summary>A key in a header.</summary>
    ApiKey,

    /// <summary>OAuth 2.0 client credentials (RFC 6749 section 4.4), as provincial LGSP gateways do it: key and secret as Basic and in the form.</summary>
    ClientCredentials,

    /// <summary>User and password in a JSON body, for a session or token that goes with each request.</summary>
    Login,
}

/// <summary>What goes with each request to a source, and how it is acquired. Values of secrets; never printed.</summary>
public sealed record SourceAccess
{
    public static readonly SourceAccess Open = new();

    public AccessKind Kind { get; init; }

    /// <summary>User, client id or consumer key.</summary>
    public string Username { get; init; } = "";

    public string Password { get; init; } = "";

    /// <summary>Where a token or session is given out, below baseUrl.</summary>
    public string SignInPath { get; init; } = "token";

    /// <summary>Further members of the body of a login.</summary>
    public IReadOnlyDictionary<string, object?> LoginMembers { get; init; } = new Dictionary<string, object?>();

    /// <summary>Names under which the answer may carry the token, at its root or in <c>data</c>.</summary>
    public IReadOnlyList<string> TokenNames { get; init; } = ["access_token", "token", "session"];

    /// <summary>How long a token is used when the answer does not say.</summary>
    public TimeSpan TokenLife { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Header that carries the token or key.</summary>
    public string Header { get; init; } = "Authorization";

    /// <summary>Member of the JSON body that carries the token, at sources that want it there and not in a header; null for a header.</summary>
    public string? BodyMember { get; init; }

    /// <summary>Word in front of the token; empty for none.</summary>
    public string Scheme { get; init; } = "Bearer";

    /// <summary>Headers that go with each request, for example X-SystemId and X-SecretKey.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Code of the service behind the national axis, VN:GOV:agency:service; null for none.</summary>
    public string? DstCode { get; init; }

    /// <summary>Some adapters take dstcode as a query parameter, some as a header.</summary>
    public bool DstCodeInQuery { get; init; }

    /// <summary>Address of the provider behind the adapter, sent as the query parameter providerurl; null for none.</summary>
    public string? ProviderUrl { get; init; }

    public override string ToString() => $"SourceAccess {{ Kind = {Kind} }}";
}
