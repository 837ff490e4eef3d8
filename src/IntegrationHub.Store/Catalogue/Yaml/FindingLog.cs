namespace IntegrationHub.Store.Catalogue.Yaml;

/// <summary>Place in a file; line and column from 1.</summary>
internal readonly record struct Place(string File, int Line, int Column)
{
    public override string ToString() => FormattableString.Invariant($"{File}:{Line}");
}

internal sealed class FindingLog
{
    private readonly HashSet<LintFinding> _findings = [];

    public bool HasErrors => _findings.Any(f => f.Severity is LintSeverity.Error);

    public bool Has(string code) => _findings.Any(f => f.Code == code);

    // A set, because an anchored list that several metrics share is read, and found wrong, once for each.
    public void Error(Place at, string code, string message, string remedy) =>
        _findings.Add(new(at.File, at.Line, at.Column, code, LintSeverity.Error, message, remedy));

    /// <summary>Something that is allowed and probably not meant.</summary>
    public void Warning(Place at, string code, string message, string remedy) =>
        _findings.Add(new(at.File, at.Line, at.Column, code, LintSeverity.Warning, message, remedy));

    public IReadOnlyList<LintFinding> Sorted() =>
        [.. _findings.OrderBy(f => f.File, StringComparer.Ordinal).ThenBy(f => f.Line).ThenBy(f => f.Column).ThenBy(f => f.Code, StringComparer.Ordinal)];
}
