using System.Text.Json;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Store.Catalogue;

namespace IntegrationHub.Api.Sources;

/// <summary>A source as somebody wants it, whole: what is left out is at its default.</summary>
/// <param name="Id">Of a new one its id; else left out or the one of the address.</param>
/// <param name="Streams">Empty or left out: those that the connector usually reads.</param>
/// <param name="Systems">Codes of the systems in the register that it reads.</param>
/// <param name="Schedule">Five-field cron, time of Viet Nam; null: only on request.</param>
/// <param name="Hours">When the schedule may start it, such as 18:00-06:00; empty: at any time.</param>
/// <param name="Options">By name a text, number or flag; of a secret { "secretValue": … } to set it, or { "secret": … } as it was answered to keep it.</param>
/// <param name="Note">Why; kept in the history.</param>
/// <param name="Freshness">How old its last good pull may be, such as 90m, 6h or 2d; left out: by the schedule.</param>
public sealed record SourceOrder(
    string? Id, string? Connector, Text? Name, IReadOnlyList<string>? Streams, IReadOnlyList<string>? Systems, string? Schedule, SourceBudget? Budget, IReadOnlyList<string>? Hours, bool? Enabled,
    IReadOnlyDictionary<string, JsonElement>? Options, string? Note, string? Freshness = null)
{
    // Options may hold secrets.
    public override string ToString() => $"SourceOrder {{ {Id} }}";
}

/// <param name="Per">second, minute, hour or day.</param>
public sealed record SourceBudget(int Requests, string Per);

/// <summary>A source as it is written.</summary>
public sealed record SourceDefinitionAnswer(
    string Id, string Connector, Text Name, IReadOnlyList<string> Streams, IReadOnlyList<string> Systems, string? Schedule, SourceBudget? Budget, IReadOnlyList<string> Hours, bool Enabled,
    IReadOnlyDictionary<string, SourceOptionAnswer> Options, string? Freshness)
{
    internal static SourceDefinitionAnswer Of(SourceDefinition s) => new(
        s.Id, s.Connector, s.Name, s.Streams, s.Systems, s.Schedule, s.Budget is { } budget ? new(budget.Requests, budget.Per.ToString().ToLowerInvariant()) : null,
        [.. s.Hours.Select(h => FormattableString.Invariant($"{h.From:HH\\:mm}-{h.To:HH\\:mm}"))], s.Enabled,
        s.Options.ToDictionary(o => o.Key, o => SourceOptionAnswer.Of(o.Value), StringComparer.Ordinal),
        s.Freshness is { } freshness ? SourceText.Span(freshness) : null);

    /// <summary>Field by field, to compare with another.</summary>
    internal Dictionary<string, string?> Flat()
    {
        var flat = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["connector"] = Connector, ["name.vi"] = Name.Vi, ["name.en"] = Name.En, ["streams"] = Joined(Streams), ["systems"] = Joined(Systems), ["schedule"] = Schedule,
            ["budget"] = Budget is null ? null : FormattableString.Invariant($"{Budget.Requests}/{Budget.Per}"), ["hours"] = Joined(Hours), ["enabled"] = Enabled ? "true" : "false", ["freshness"] = Freshness,
        };
        foreach (var (name, option) in Options)
        {
            flat["options." + name] = option.Secret ?? option.Value;
        }

        return flat;
    }

    private static string? Joined(IReadOnlyList<string> words) => words.Count == 0 ? null : string.Join(", ", words);
}

/// <param name="Version">The version of the catalogue that has it.</param>
/// <param name="Changed">False: it was so already; a secret may have been replaced.</param>
/// <param name="Findings">Warnings.</param>
public sealed record SourceSaved(string Id, long Version, string Revision, bool Changed, IReadOnlyList<Problems.FindingAnswer> Findings);

/// <param name="Origin">files: applied from a file; hub: changed here.</param>
/// <param name="Change">added, changed or removed.</param>
/// <param name="Revision">Null: it was removed.</param>
/// <param name="Definition">As it was from then on; null: it was removed.</param>
/// <param name="Differences">What it changed, field by field; secrets by where they are kept.</param>
public sealed record SourceHistoryEntry(
    long Version, DateTimeOffset At, string By, string Origin, string? Note, string Change, string? Revision, SourceDefinitionAnswer? Definition, IReadOnlyList<FieldDifference> Differences);

public sealed record FieldDifference(string Field, string? Before, string? After);

/// <param name="Note">Why; kept in the history.</param>
public sealed record RestoreOrder(string? Note);
