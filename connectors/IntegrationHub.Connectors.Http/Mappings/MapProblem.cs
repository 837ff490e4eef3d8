namespace IntegrationHub.Connectors.Http.Mappings;

/// <summary>A mapping file, or its tests, cannot be used. Thrown only where a file that came with the program is wrong; lint collects problems instead.</summary>
public sealed class MapException(string file, IReadOnlyList<DefinitionProblem> problems)
    : Exception($"{file}: {string.Join("; ", problems.Select(p => FormattableString.Invariant($"{p.Line}:{p.Column} {p.Code} {p.Message}")))}")
{
    public IReadOnlyList<DefinitionProblem> Problems { get; } = problems;
}
