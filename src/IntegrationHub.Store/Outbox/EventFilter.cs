using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Outbox;

/// <summary>Which events somebody wants, by what their routing keys say. Null is all.</summary>
/// <param name="Plan">A restated month belongs to no plan.</param>
/// <param name="Indicator">Or a part of a composite.</param>
public sealed partial record EventFilter(string? Plan = null, string? Indicator = null, string? Unit = null)
{
    public static EventFilter All { get; } = new();

    private bool IsAll => this is { Plan: null, Indicator: null, Unit: null };

    public bool Matches(OutboxRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return IsAll || row.RoutingKey.Split('.') switch
        {
            ["computed", var plan, var indicator, var unit] => Is(Plan, plan) && Is(Indicator, indicator) && Is(Unit, unit),
            ["restated", var indicator, var unit] => Plan is null && Is(Indicator, indicator) && Is(Unit, unit),
            ["release", "restated", var plan, var indicator, var unit] => Is(Plan, plan) && Is(Indicator, indicator) && Is(Unit, unit),
            ["release", "announced", var plan] => Is(Plan, plan) && this is { Indicator: null, Unit: null },
            ["duty", "reminder", var plan, _, var unit] => Is(Plan, plan) && Indicator is null && Is(Unit, unit),
            _ => false,
        };
    }

    /// <summary>The same in the store.</summary>
    public IQueryable<OutboxRow> In(IQueryable<OutboxRow> events)
    {
        if (IsAll)
        {
            return events;
        }

        // A word has no point in it, so a pattern with as many points as a key has cannot match across words.
        var figure = $"{Pattern(Plan)}.{Pattern(Indicator)}.{Pattern(Unit)}";
        var (computed, released) = ($"computed.{figure}", $"release.restated.{figure}");
        var restated = Plan is null ? $"restated.{Pattern(Indicator)}.{Pattern(Unit)}" : computed;
        var announced = Indicator is null && Unit is null ? $"release.announced.{Pattern(Plan)}" : computed;
        var owed = Indicator is null ? $"duty.reminder.{Pattern(Plan)}.%.{Pattern(Unit)}" : computed;
        return events.Where(e => EF.Functions.Like(e.RoutingKey, computed, "\\") || EF.Functions.Like(e.RoutingKey, released, "\\")
            || EF.Functions.Like(e.RoutingKey, restated, "\\") || EF.Functions.Like(e.RoutingKey, announced, "\\")
            || EF.Functions.Like(e.RoutingKey, owed, "\\"));
    }

    private static bool Is(string? wanted, string word) => wanted is null || Word(wanted) == word;

    private static string Pattern(string? wanted) => wanted is null ? "%" : Special().Replace(Word(wanted), @"\$0");

    private static string Word(string code) => code.Replace('.', '_');

    [GeneratedRegex(@"[%_\\]")]
    private static partial Regex Special();
}
