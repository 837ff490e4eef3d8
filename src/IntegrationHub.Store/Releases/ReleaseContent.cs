using IntegrationHub.Indicators.Progress;

namespace IntegrationHub.Store.Releases;

/// <summary>
/// What a release says, for ever: the rows of a plan as they were known at one instant, and all that explains them. Written as canonical JSON (see
/// <see cref="CanonicalJson"/>), whose SHA-256 is the release's digest. Numbers that must be exact are decimal strings, as everywhere.
/// </summary>
public sealed record ReleaseContent
{
    public const string FirstSchema = "vn.integrationhub.release.v1";

    public string Schema { get; init; } = FirstSchema;

    /// <summary>Number of the release.</summary>
    public required long Release { get; init; }

    public required ReleasePlan Plan { get; init; }

    /// <summary>The period that every row is of; null: each row from the start of the year to the cut-off, as far as its grain allows.</summary>
    public string? Period { get; init; }

    public required string Calendar { get; init; }

    /// <summary>as-was, or as-now of a day.</summary>
    public required string View { get; init; }

    /// <summary>subtree: every row is of its unit with all below it.</summary>
    public required string Scope { get; init; }

    /// <summary>First day that is not part of the release.</summary>
    public required DateOnly CutOff { get; init; }

    public required DateTimeOffset AsKnownAt { get; init; }

    public required DateTimeOffset DefinitionAt { get; init; }

    public required DateTimeOffset GeographyAt { get; init; }

    public required ReleaseCatalogue Catalogue { get; init; }

    public required string PreparedBy { get; init; }

    public required DateTimeOffset PreparedAt { get; init; }

    /// <summary>Null while it is prepared.</summary>
    public ReleaseSubmission? Submission { get; init; }

    /// <summary>What the checks found, whether or not it keeps a figure from being good.</summary>
    public IReadOnlyList<ReleaseFinding> Findings { get; init; } = [];

    public IReadOnlyList<ReleaseSource> Sources { get; init; } = [];

    /// <summary>What units told of their difficulties in words, confirmed by a second person.</summary>
    public IReadOnlyList<ReleaseDifficulty> Difficulties { get; init; } = [];

    /// <summary>The plan's rows as the document prints them.</summary>
    public IReadOnlyList<ReleaseLine> Lines { get; init; } = [];

    /// <summary>Names of all units that are mentioned.</summary>
    public IReadOnlyList<ReleaseUnit> Units { get; init; } = [];

    /// <summary>Of the plan's owner first, in the order of the plan; then those of every other unit, by id.</summary>
    public required IReadOnlyList<ProgressRow> Rows { get; init; }
}

/// <param name="Title">In Vietnamese, as printed.</param>
/// <param name="Number">Of the document.</param>
public sealed record ReleasePlan(string Id, string Title, string Owner, int Year, string? Number, DateOnly? Date, string? SignedBy);

/// <param name="Digest">SHA-256 of the files that were applied.</param>
public sealed record ReleaseCatalogue(long Version, string Digest);

/// <param name="By">Who submitted it for approval.</param>
/// <param name="Reason">Why it was submitted although the checks found something; null when they found nothing.</param>
public sealed record ReleaseSubmission(string By, DateTimeOffset At, string? Reason);

/// <param name="Code">A stable word.</param>
/// <param name="IsBlocking">Nobody can take it upon themselves.</param>
/// <param name="Indicator">Null: about none in particular.</param>
/// <param name="Units">Whose figures it is about.</param>
/// <param name="Source">source/stream, where it is about one.</param>
/// <param name="Text">In Vietnamese.</param>
/// <param name="Remedy">What to do, in Vietnamese.</param>
public sealed record ReleaseFinding(string Code, bool IsBlocking, string? Indicator, string? Part, IReadOnlyList<string> Units, string? Source, string Text, string Remedy);

/// <param name="ConfirmedTo">Last day up to which everything was delivered; null: not known.</param>
/// <param name="Rejected">Refused records that nobody had settled.</param>
public sealed record ReleaseSource(string Source, string Stream, string Feed, DateOnly? ConfirmedTo, int Rejected);

/// <param name="To">Day after the last.</param>
public sealed record ReleaseDifficulty(string Unit, DateOnly From, DateOnly To, string Text, string EnteredBy, string ConfirmedBy);

/// <param name="No">Number as printed.</param>
/// <param name="Target">As written; null where the row has none.</param>
/// <param name="Lead">Ids of units, like those of the other duties.</param>
public sealed record ReleaseLine(
    string No, string Indicator, string Title, string? Group, string Clause, string? Target,
    IReadOnlyList<string> Lead, IReadOnlyList<string> Monitor, IReadOnlyList<string> Cooperating, IReadOnlyList<string> Notes)
{
    /// <summary>table, body, milestone or text: where the plan has it.</summary>
    public string Origin { get; init; } = "table";

    /// <summary>Of a milestone: the day by which it is to be done.</summary>
    public DateOnly? Due { get; init; }
}

/// <param name="Name">In Vietnamese.</param>
public sealed record ReleaseUnit(string Id, string Name, string Level, string? Parent);
