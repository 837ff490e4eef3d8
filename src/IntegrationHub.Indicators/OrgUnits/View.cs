using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace IntegrationHub.Indicators.OrgUnits;

/// <summary>
/// Whose figures past cells are. As was: of the units above them in the cells' own time. As now: cells are first carried along the
/// succession to units that are valid on one day, then up the tree of that day.
/// </summary>
public readonly record struct View
{
    private View(DateOnly at) => At = at;

    /// <summary>The day whose units and tree count; null for as was.</summary>
    public DateOnly? At { get; }

    public static View AsWas => default;

    public static View AsNow(DateOnly at) => new(at);

    [MemberNotNullWhen(true, nameof(At))]
    public bool IsAsNow => At is not null;

    public override string ToString() => At is { } at ? string.Create(CultureInfo.InvariantCulture, $"as-now:{at:yyyy-MM-dd}") : "as-was";

    /// <summary>Reads <c>as-was</c>, <c>as-now</c> (of the given day) and <c>as-now:2025-07-01</c>.</summary>
    public static bool TryParse(string? text, DateOnly today, [NotNullWhen(true)] out View? view)
    {
        view = text switch
        {
            "as-was" => AsWas,
            "as-now" => AsNow(today),
            not null when text.StartsWith("as-now:", StringComparison.Ordinal)
                && DateOnly.TryParseExact(text["as-now:".Length..], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) => AsNow(at),
            _ => null,
        };
        return view is not null;
    }
}
