using System.Diagnostics.CodeAnalysis;
using IntegrationHub.Indicators.Catalogue;

namespace IntegrationHub.Indicators.OrgUnits;

public enum ScopeKind
{
    Own,

    /// <summary>The unit with everything below it.</summary>
    Subtree,

    /// <summary>The own figures of all units of one level in the subtree.</summary>
    Level,
}

/// <summary>Which units of a subtree a figure is about; written <c>own</c>, <c>subtree</c> or <c>level:commune</c>.</summary>
public readonly record struct Scope(ScopeKind Kind, Level? Level = null)
{
    public static Scope Subtree { get; } = new(ScopeKind.Subtree);

    public static Scope Own { get; } = new(ScopeKind.Own);

    public static Scope Slice(Level level) => new(ScopeKind.Level, level);

    public static bool TryParse(string? text, [NotNullWhen(true)] out Scope? scope)
    {
        scope = text switch
        {
            "own" => Own,
            "subtree" => Subtree,
            "level:province" => Slice(Catalogue.Level.Province),
            "level:district" => Slice(Catalogue.Level.District),
            "level:commune" => Slice(Catalogue.Level.Commune),
            _ => null,
        };
        return scope is not null;
    }

    public override string ToString() => Kind switch
    {
        ScopeKind.Own => "own",
        ScopeKind.Subtree => "subtree",
        _ => $"level:{Levels.Word(Level)}",
    };
}

public static class Levels
{
    [return: NotNullIfNotNull(nameof(level))]
    public static string? Word(Level? level) => level switch
    {
        null => null,
        Level.Province => "province",
        Level.District => "district",
        Level.Commune => "commune",
        Level.Central => "central",
        _ => "external",
    };

    /// <summary>The levels whose units report and are expected.</summary>
    public static bool IsReporting(Level level) => level is Level.Province or Level.District or Level.Commune;
}
