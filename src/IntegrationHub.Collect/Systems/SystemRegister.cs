using System.Globalization;
using System.Text.Json;
using IntegrationHub.Connectors;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Model;

namespace IntegrationHub.Collect.Systems;

/// <summary>
/// What the register of systems in the catalogue counts on a day: the foundation databases of each owner, and those that are connected and
/// shared. Pure: the same catalogue and runs give the same readings.
/// </summary>
public static class SystemRegister
{
    public const string Connector = "systems";
    public const string Stream = "register";

    /// <summary>The indicator whose population the systems are that play the role 'counted' and name it.</summary>
    public const string Indicator = InformationSystem.SharedDatabases;

    // A connection that has not been used for so long is none: what stands in a register and works for nobody is not shared.
    private static readonly int LivenessDays = 30;

    /// <summary>A source that reads the system connects it, from its first run that succeeded.</summary>
    /// <param name="lastSuccess">By source the last run that had succeeded by the end of the day.</param>
    public static IReadOnlyList<Reading> On(ActiveCatalogue active, DateOnly day, IReadOnlyDictionary<string, DateTimeOffset> lastSuccess, DateTimeOffset observedAt)
    {
        ArgumentNullException.ThrowIfNull(active);
        ArgumentNullException.ThrowIfNull(lastSuccess);
        var counted = active.Catalogue.Systems.Where(s => s.Owner is not null && s.IsCountedIn(Indicator) && s.Listed.Contains(day))
            .Select(s => (System: s, State: StateOf(s, active.Sources, day, lastSuccess))).ToList();
        var unclear = counted.Where(c => c.State.Connected is null).Select(c => c.System.Owner!).ToHashSet(StringComparer.Ordinal);
        return [.. counted.OrderBy(c => c.System.Code, StringComparer.Ordinal).Select(c => ReadingOf(
            c.System.Code, c.System.Owner!, day, c.State.Connected, c.State.Basis, isClear: !unclear.Contains(c.System.Owner!), observedAt))];
    }

    /// <summary>A system that is no longer counted on a day on which it was.</summary>
    public static Reading Withdrawn(string key, DateTimeOffset observedAt) => new(key, JsonSerializer.SerializeToElement(new { system = CodeOf(key), day = key[..10], listed = false }), observedAt);

    public static string KeyOf(string system, DateOnly day) => string.Create(CultureInfo.InvariantCulture, $"{day:yyyy-MM-dd}|{system}");

    private static string CodeOf(string key) => key[11..];

    private static (bool? Connected, string? Basis) StateOf(InformationSystem system, IReadOnlyList<SourceDefinition> sources, DateOnly day, IReadOnlyDictionary<string, DateTimeOffset> lastSuccess)
    {
        var live = sources.FirstOrDefault(s => s.Systems.Contains(system.Code) && lastSuccess.TryGetValue(s.Id, out var at) && VietnamDay.Of(at) > day.AddDays(-LivenessDays));
        if (live is not null)
        {
            return (true, live.Id);
        }

        return system.Sharing.LastOrDefault(f => f.Since <= day) is { } fact ? (fact.IsConnected, fact.Document) : (null, null);
    }

    // An owner of whose systems one is unclear has a total and no count of connected ones: what nobody knows is not a zero.
    private static Reading ReadingOf(string system, string owner, DateOnly day, bool? connected, string? basis, bool isClear, DateTimeOffset observedAt) => new(KeyOf(system, day), JsonSerializer.SerializeToElement(new
    {
        system,
        owner,
        day = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        listed = true,
        connected,
        basis,
        isClear,
    }), observedAt);
}
