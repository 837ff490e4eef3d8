namespace IntegrationHub.Simulators.Faults;

public static class FaultKinds
{
    public const string HtmlInsteadOfJson = "html-instead-of-json";
    public const string TruncatedJson = "truncated-json";
    public const string EmptyObject = "empty-object";
    public const string Error500 = "error-500";
    public const string TooManyRequests = "429";
    public const string Slow = "slow";
    public const string WrongPassword = "wrong-password";
    public const string SessionExpired = "session-expired-mid-run";
    public const string UnknownStatus = "unknown-status";

    /// <summary>A snapshot row, and a listed dossier, of an agency that nobody knows.</summary>
    public const string UnknownAgency = "unknown-agency-code";
    public const string SoLieuNotJson = "soLieu-not-json";
    public const string NegativeCount = "negative-count";
    public const string NumeratorAboveDenominator = "numerator-above-denominator";
    public const string PlantedDifference = "planted-difference";
    public const string MissingAgencyRow = "missing-agency-row";

    // Of every source that is not the one for procedures; each fault says which.
    public const string Unauthorized = "unauthorized";
    public const string Forbidden = "forbidden";

    /// <summary>Status 200 and an error inside.</summary>
    public const string ErrorBody = "error-body";
    public const string BadGzip = "bad-gzip";
    public const string ResetMidBody = "reset-mid-body";

    /// <summary>Paging is ignored: every page is the first one.</summary>
    public const string SamePage = "same-page";
    public const string DuplicateRows = "duplicate-rows";
    public const string RenameField = "rename-field";
    public const string RemoveField = "remove-field";

    /// <summary>A field holds something else: another type, a code never seen, a count below zero, an unknown agency.</summary>
    public const string SetField = "set-field";
    public const string AddField = "add-field";

    public static IReadOnlyList<string> All { get; } =
    [
        Unauthorized, Forbidden, ErrorBody, BadGzip, ResetMidBody, SamePage, DuplicateRows, RenameField, RemoveField, SetField, AddField,
        HtmlInsteadOfJson, TruncatedJson, EmptyObject, Error500, TooManyRequests, Slow, WrongPassword, SessionExpired, UnknownStatus,
        UnknownAgency, SoLieuNotJson, NegativeCount, NumeratorAboveDenominator, PlantedDifference, MissingAgencyRow,
    ];
}

/// <summary>The endpoints that a fault can be limited to.</summary>
public static class FaultEndpoints
{
    public const string Tokens = "tokens";
    public const string Snapshots = "snapshots";
    public const string Login = "login";
    public const string List = "list";
    public const string Detail = "detail";

    /// <summary>Whatever a source other than the one for procedures serves.</summary>
    public const string Any = "any";

    public static IReadOnlyList<string> All { get; } = [Tokens, Snapshots, Login, List, Detail, Any];
}

/// <summary>Something that goes wrong until it is switched off or used up. What is null is not limited.</summary>
public sealed record Fault
{
    public required string Kind { get; init; }

    public string? Endpoint { get; init; }

    /// <summary>Id of a source beside the one for procedures; null: that one.</summary>
    public string? Source { get; init; }

    /// <summary>Only requests whose path has this in it.</summary>
    public string? Path { get; init; }

    /// <summary>For faults of fields: which one, by the source's name.</summary>
    public string? Name { get; init; }

    /// <summary>For <c>set-field</c>: what it holds then.</summary>
    public string? Value { get; init; }

    /// <summary>For faults of fields: all records of an answer instead of the first of each list.</summary>
    public bool EveryRow { get; init; }

    /// <summary>For <c>error-500</c>: the status.</summary>
    public int StatusCode { get; init; } = 500;

    /// <summary>Unit id, as <c>so-tp</c>. A fault of snapshot rows without it hits the first department.</summary>
    public string? Unit { get; init; }

    /// <summary>For <c>unknown-status</c>: the one dossier; without it every fiftieth.</summary>
    public string? MaHoSo { get; init; }

    /// <summary>How many requests it hits before it is used up.</summary>
    public int? Times { get; init; }

    /// <summary>How many requests pass before it begins.</summary>
    public int After { get; init; }

    /// <summary>For <c>429</c>: the header as sent; empty for none.</summary>
    public string RetryAfter { get; init; } = "1";

    /// <summary>For <c>slow</c>.</summary>
    public double Seconds { get; init; } = 30;

    /// <summary>For <c>unknown-status</c>.</summary>
    public string Status { get; init; } = "77";

    /// <summary>For faults of snapshot rows: which field, by how much, and in which period.</summary>
    public string? Field { get; init; }

    public long Amount { get; init; } = 7;

    public string? LoaiThoiGian { get; init; }

    public int? Ky { get; init; }

    public int? Nam { get; init; }
}
