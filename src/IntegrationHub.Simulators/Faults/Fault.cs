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

    /// <summary>A field that holds a number holds <c>factor</c> times of it.</summary>
    public const string ScaleField = "scale-field";

    /// <summary>Two records of a list trade the values of a field, so that each goes under the name of the other.</summary>
    public const string SwapField = "swap-field";
    public const string ReverseRows = "reverse-rows";

    /// <summary>The connection ends before a byte of the answer, or after the head, or no end comes at all.</summary>
    public const string Closed = "connection-closed";
    public const string HeadersOnly = "headers-only";
    public const string Drip = "drip";

    /// <summary>The head promises more than comes.</summary>
    public const string WrongLength = "wrong-content-length";
    public const string DeepNesting = "deep-nesting";
    public const string Huge = "huge-answer";
    public const string ZipBomb = "zip-bomb";

    /// <summary>The first text of a field is cut in the middle of a letter.</summary>
    public const string InvalidUtf8 = "invalid-utf8";

    /// <summary>The source gives fewer records a page than it is asked for, without a word.</summary>
    public const string SmallerPages = "smaller-pages";

    /// <summary>Every page but the first is empty.</summary>
    public const string EndsEarly = "ends-early";

    /// <summary>A record of the first page is gone when the second is asked for, so that one slips through between them.</summary>
    public const string DeletedWhilePaging = "deleted-while-paging";

    /// <summary>A record has come in before all others when the second page is asked for, so that one is seen twice.</summary>
    public const string InsertedWhilePaging = "inserted-while-paging";

    /// <summary>The source's clock is wrong by <c>seconds</c>, its data and the Date of its answers with it.</summary>
    public const string WrongClock = "wrong-clock";

    /// <summary>The source's data are those of <c>seconds</c> ago; its clock is right.</summary>
    public const string Restored = "restored-backup";

    // Of sources that are a folder or a database.
    public const string FileTruncated = "file-truncated";
    public const string FileEncoding = "file-encoding";
    public const string FileColumns = "file-columns";
    public const string FileCell = "file-cell";
    public const string Absent = "absent";
    public const string Locked = "locked";

    public static IReadOnlyList<string> All { get; } =
    [
        Unauthorized, Forbidden, ErrorBody, BadGzip, ResetMidBody, SamePage, DuplicateRows, RenameField, RemoveField, SetField, AddField,
        ScaleField, SwapField, ReverseRows, Closed, HeadersOnly, Drip, WrongLength, DeepNesting, Huge, ZipBomb, InvalidUtf8, SmallerPages, EndsEarly,
        DeletedWhilePaging, InsertedWhilePaging, WrongClock, Restored, FileTruncated, FileEncoding, FileColumns, FileCell, Absent, Locked,
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

    /// <summary>Id of a source; null: the one for procedures, by its own faults and endpoints.</summary>
    public string? Source { get; init; }

    /// <summary>The line of the fault list that it plays.</summary>
    public string? Listed { get; init; }

    /// <summary>Only requests whose path has this in it.</summary>
    public string? Path { get; init; }

    /// <summary>For faults of fields: which one, by the source's name.</summary>
    public string? Name { get; init; }

    /// <summary>For faults of fields: the row of each list that is hit, unless all are.</summary>
    public int Row { get; init; }

    /// <summary>For <c>set-field</c>: what it holds then.</summary>
    public string? Value { get; init; }

    /// <summary>For <c>set-field</c>: what it holds then, where that is no text.</summary>
    public string? Json { get; init; }

    /// <summary>For <c>scale-field</c>.</summary>
    public decimal Factor { get; init; } = 1;

    /// <summary>For faults of paging: the parameters with the page (or the first record) and with the number of records.</summary>
    public string? PageParameter { get; init; }

    public string? SizeParameter { get; init; }

    /// <summary>Whether the page parameter holds the first record instead of a number of pages.</summary>
    public bool ByOffset { get; init; }

    /// <summary>Whether the size parameter holds the record after the last one instead of how many.</summary>
    public bool ToEnd { get; init; }

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

    /// <summary>For <c>429</c> and <c>forbidden</c>: the header as sent; empty for none, <c>date:5</c> for the instant in five seconds.</summary>
    public string RetryAfter { get; init; } = "1";

    /// <summary>For <c>slow</c>; for <c>drip</c>, between two bytes; for clocks, how far they are off.</summary>
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
