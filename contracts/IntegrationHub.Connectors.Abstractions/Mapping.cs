using System.Collections.ObjectModel;
using System.Text.Json;

namespace IntegrationHub.Connectors;

/// <summary>
/// Turns the readings of a stream into measurements. Pure: the same reading and version give the same result, so that archived pages
/// can be mapped again at any time.
/// </summary>
public interface IStreamMapping
{
    /// <summary>The stream.</summary>
    string Stream { get; }

    /// <summary>Version; raise it when the meaning of any value changes.</summary>
    int Version { get; }

    /// <summary>Maps one reading.</summary>
    /// <returns>A <see cref="Mapped"/> with values, <see cref="Refused"/> with the reason, or <see cref="Ignored"/> when the record counts nowhere.</returns>
    MappingResult Map(string key, JsonElement body);

    /// <summary>
    /// What a record keeps for life, by field: where one of them is another under a known key, the source has used the key a second time.
    /// </summary>
    /// <returns>Empty when nothing of the reading is known to stay; a field that cannot be read is left out.</returns>
    IReadOnlyDictionary<string, string> IdentityOf(JsonElement body) => ReadOnlyDictionary<string, string>.Empty;
}

/// <summary>Outcome of mapping one reading.</summary>
public abstract record MappingResult;

/// <summary>The record is a measurement.</summary>
/// <param name="Agency">The source's code of the org unit; resolved by the collector for the day of each value.</param>
/// <param name="Values">Counted values. Empty: the record exists and counts nowhere (it replaces what it counted before).</param>
/// <param name="SourceSeq">The source's own sequence where it has one that never falls, else 0.</param>
public sealed record Mapped(string Agency, IReadOnlyList<MappedValue> Values, long SourceSeq = 0) : MappingResult;

/// <summary>The record is refused; it is kept, counted and shown.</summary>
/// <param name="Code">Stable code, for example <c>E_UNKNOWN_STATUS</c>.</param>
/// <param name="Place">Field.</param>
/// <param name="Message">What is wrong and what to do; no personal data.</param>
/// <param name="Agency">The source's agency code; null when it could not be read.</param>
/// <param name="Day">The day it would count on; null when unknown.</param>
/// <param name="Sample">The offending value; never personal data.</param>
public sealed record Refused(string Code, string Place, string Message, string? Agency = null, DateOnly? Day = null, string? Sample = null) : MappingResult;

/// <summary>The record is no measurement by its nature, for example a roll-up row that the hub computes itself.</summary>
public sealed record Ignored : MappingResult;

/// <summary>One counted value of a record.</summary>
/// <param name="Metric">Metric code of the catalogue.</param>
/// <param name="From">First day of the interval that the amount is about (Asia/Ho_Chi_Minh).</param>
/// <param name="To">Day after its last day.</param>
/// <param name="Amount">The exact amount, never a percentage.</param>
/// <param name="Scope"><c>own</c>, <c>subtree</c> or <c>level:L</c>; only non-additive metrics and check rows use another than <c>own</c>.</param>
public sealed record MappedValue(string Metric, DateOnly From, DateOnly To, decimal Amount, string Scope = "own");

/// <summary>How the examples of a mapping came out.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="Problems">The examples that failed, each at its place in the file.</param>
public sealed record MappingTestResult(int Count, IReadOnlyList<DefinitionProblem> Problems);
