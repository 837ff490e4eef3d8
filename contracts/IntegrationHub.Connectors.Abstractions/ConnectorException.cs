namespace IntegrationHub.Connectors;

/// <summary>What kind of fault a connector met. It decides whether the collector tries again.</summary>
public enum FailureCategory
{
    /// <summary>The source cannot be reached or answers 5xx: tried again with back-off.</summary>
    Unavailable,

    /// <summary>The source asked to slow down: tried again after the time it named.</summary>
    Throttled,

    /// <summary>Sign-in was refused: waits for an operator.</summary>
    Authentication,

    /// <summary>Signed in, but not allowed: waits for an operator.</summary>
    Permission,

    /// <summary>The configuration is wrong (address, certificate, option): waits for an operator.</summary>
    Configuration,

    /// <summary>The source answered something else than its contract says (HTML, cut-off JSON, an error inside a success): the page is refused as a whole.</summary>
    Malformed,

    /// <summary>The source refused the request with a reason of its own.</summary>
    Rejected,
}

/// <summary>A fault met while reading a source. The message names the place and the remedy and never holds secrets or personal data.</summary>
public sealed class ConnectorException : Exception
{
    /// <summary>Creates the fault.</summary>
    public ConnectorException(FailureCategory category, string code, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Category = category;
        Code = code;
    }

    /// <summary>Kind of fault.</summary>
    public FailureCategory Category { get; }

    /// <summary>Stable code, for example <c>E_SOURCE_HTML</c>; listed in contracts/README.md.</summary>
    public string Code { get; }

    /// <summary>How long the source asked to wait; null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
