namespace IntegrationHub.Api.Problems;

/// <summary>A request that cannot be answered. The detail says what to do instead.</summary>
public sealed class ApiProblemException(string code, string detail) : Exception(detail)
{
    /// <summary>The problem's type: a stable word.</summary>
    public string Code => code;

    /// <summary>What is wrong in what was sent, field by field; empty where the detail says it all.</summary>
    public IReadOnlyList<FindingAnswer> Findings { get; init; } = [];
}
