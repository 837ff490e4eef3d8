using IntegrationHub.Connectors;
using IntegrationHub.Store.Catalogue;

namespace IntegrationHub.Api.Sources;

/// <summary>What the host's connectors do with a source that is tried out; the interface itself calls no foreign system.</summary>
public interface ISourceTrials
{
    /// <summary>The connectors of this program.</summary>
    IReadOnlyList<ConnectorModule> Connectors { get; }

    /// <summary>Address, connection, sign-in, permission, step by step; changes nothing.</summary>
    Task<IReadOnlyList<TestStep>> TestAsync(SourceTrial trial, CancellationToken cancellationToken);

    /// <summary>Reads a few records, maps them, and tells what they would change. Nothing is stored.</summary>
    Task<SourcePreview> PreviewAsync(SourceTrial trial, PreviewWish wish, CancellationToken cancellationToken);

    /// <summary>A version of the catalogue was applied: new formulas get their figures.</summary>
    Task AppliedAsync(ActiveCatalogue active, CancellationToken cancellationToken);
}

/// <summary>A source as it is, or as somebody is about to save it.</summary>
/// <param name="Secrets">By option the values that were typed with a draft; not stored, in no answer and no log.</param>
public sealed record SourceTrial(ActiveCatalogue Active, SourceDefinition Source, IReadOnlyDictionary<string, string> Secrets)
{
    public override string ToString() => $"SourceTrial {{ {Source.Id} }}";
}

/// <param name="Stream">Null: every stream that the source reads.</param>
/// <param name="Limit">Records of each stream.</param>
/// <param name="From">First day.</param>
/// <param name="WithEffect">Whether to compute what the figures would be.</param>
public sealed record PreviewWish(string? Stream, int Limit, DateOnly From, bool WithEffect);

/// <param name="State">ok, failed or skipped: a step after one that failed is not tried.</param>
/// <param name="TookMilliseconds">Null where it was not measured.</param>
/// <param name="Category">Of a failed step: unavailable, throttled, authentication, permission, configuration, malformed or rejected.</param>
/// <param name="Code">Of a failed step: stable, contracts/README.md lists them.</param>
/// <param name="Detail">What was found, or what is wrong here. Never a secret.</param>
/// <param name="DetailVi">What was found, in Vietnamese; null where only the connector's own words are there.</param>
/// <param name="RemedyVi">What to do, in Vietnamese; null where nothing is wrong.</param>
/// <param name="RemedyEn">The same in English.</param>
public sealed record SourceTestStep(
    string Name, string TitleVi, string TitleEn, string State, long? TookMilliseconds, string? Category, string? Code, string? Detail, string? DetailVi, string? RemedyVi, string? RemedyEn)
{
    private static readonly (string Name, string Vi, string En)[] Known =
    [
        ("configuration", "Cấu hình", "Configuration"), ("address", "Địa chỉ", "Address"), ("connect", "Kết nối", "Connection"), ("sign-in", "Đăng nhập", "Sign-in"),
        ("permission", "Quyền đọc", "Permission to read"),
    ];

    /// <summary>The steps that were tried, and those that were not because one before them failed.</summary>
    internal static IReadOnlyList<SourceTestStep> Of(IReadOnlyList<TestStep> tried, ConnectorModule? module)
    {
        var steps = tried.Select(t => Of(t, module)).ToList();
        if (tried is not [.., { Passed: false } failed] || module?.Options.Any(o => o.Type is OptionType.Url) is not true)
        {
            return steps;
        }

        var at = Array.FindIndex(Known, k => k.Name == KindOf(failed.Name));
        steps.AddRange((at < 0 ? [] : Known[(at + 1)..]).Select(k => new SourceTestStep(k.Name, k.Vi, k.En, "skipped", null, null, null, null, null, null, null)));
        return steps;
    }

    // A source with two interfaces is signed in to twice: "sign-in api", "sign-in mapi".
    private static string KindOf(string name) => name.Split(' ')[0];

    private static SourceTestStep Of(TestStep step, ConnectorModule? module)
    {
        var (vi, en) = Array.Find(Known, k => k.Name == KindOf(step.Name)) is { Name: not null } known ? (known.Vi + step.Name[known.Name.Length..], known.En + step.Name[known.Name.Length..])
            : module?.Streams.FirstOrDefault(s => s.Name == step.Name) is { } stream ? ("Đọc thử: " + stream.TitleVi, "Reading: " + stream.TitleEn)
            : ("Đọc thử: " + step.Name, "Reading: " + step.Name);
        var took = step.Took is { } time ? (long?)time.TotalMilliseconds : null;
        if (step.Passed)
        {
            return new(step.Name, vi, en, "ok", took, null, null, step.Detail, step.DetailVi, null, null);
        }

        var parts = step.Detail.Split(": ", 2);
        var (code, detail) = parts is [var c, var rest] && c.StartsWith("E_", StringComparison.Ordinal) ? (c, rest) : (null, step.Detail);
        var category = step.Category ?? FailureCategory.Unavailable;
        return new(step.Name, vi, en, "failed", took, category.ToString().ToLowerInvariant(), code, detail, step.DetailVi, FaultWords.Vi(code, category), FaultWords.En(code, category));
    }
}

/// <param name="Effect">Null: not asked for, or nothing was read.</param>
public sealed record SourcePreview(IReadOnlyList<StreamPreview> Streams, PreviewEffect? Effect);

/// <param name="Read">Records that were read.</param>
/// <param name="Complete">Whether that is all from the first day on; false: there is more.</param>
/// <param name="Problem">Why nothing, or nothing more, could be read; null: it went well.</param>
public sealed record StreamPreview(
    string Stream, string Feed, int Read, bool Complete, IReadOnlyList<PreviewRecord> Records, IReadOnlyList<PreviewRefusal> Refused, IReadOnlyList<PreviewReason> Reasons, PreviewProblem? Problem);

/// <param name="Values">Empty: the record is known and counts nowhere.</param>
public sealed record PreviewRecord(string Record, IReadOnlyList<PreviewValue> Values);

/// <param name="To">Day after the last one.</param>
/// <param name="Amount">Exact, as a decimal string.</param>
public sealed record PreviewValue(string Unit, string UnitName, string Metric, string MetricName, DateOnly From, DateOnly To, string Scope, string Amount);

/// <param name="Sample">The value that was refused, free of personal data.</param>
public sealed record PreviewRefusal(string? Record, string Code, string Place, string Message, string? Sample, string? Remedy);

/// <summary>Refused records by rule and place, most first.</summary>
public sealed record PreviewReason(string Code, string Place, int Records, string? Sample, string Message, string? Remedy);

/// <param name="Category">Kind of fault, as in a step of a test.</param>
public sealed record PreviewProblem(string Category, string Code, string Message, string? RemedyVi, string? RemedyEn)
{
    public static PreviewProblem Of(ConnectorException fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        return new(fault.Category.ToString().ToLowerInvariant(), fault.Code, fault.Message, FaultWords.Vi(fault.Code, fault.Category), FaultWords.En(fault.Code, fault.Category));
    }
}

/// <summary>What the records that were read would change: before and after. More records will change more.</summary>
/// <param name="Records">How many were counted.</param>
/// <param name="Amounts">Counts that differ, greatest difference first.</param>
/// <param name="Rows">Rows of plans that differ.</param>
/// <param name="Problem">Why it could not be computed; null: it was.</param>
public sealed record PreviewEffect(int Records, IReadOnlyList<EffectAmount> Amounts, IReadOnlyList<EffectRow> Rows, string? Problem);

/// <param name="To">Day after the last one.</param>
public sealed record EffectAmount(string Metric, string MetricName, string Unit, string UnitName, DateOnly From, DateOnly To, string Scope, string Before, string After);

public sealed record EffectRow(string Plan, string Indicator, string? Part, string Title, string Unit, string UnitName, string Period, EffectFigure Before, EffectFigure After);

public sealed record EffectFigure(string? Numerator, string? Denominator, string? Percent, string Display, string Verdict, string Status);
