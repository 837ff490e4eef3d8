using IntegrationHub.Store.Catalogue;
using Microsoft.AspNetCore.Mvc;

namespace IntegrationHub.Api.Problems;

/// <summary>One thing to correct, at its field or line.</summary>
/// <param name="Field">Of a form the field, such as options.baseUrl; null where a file is meant.</param>
/// <param name="File">Path in the catalogue.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Code">Stable; contracts/catalogue/README.md lists them.</param>
/// <param name="Severity">error or warning.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="MessageVi">The same in Vietnamese, for codes of forms; null for others.</param>
/// <param name="Remedy">What to do.</param>
/// <param name="RemedyVi">The same in Vietnamese; null for others.</param>
public sealed record FindingAnswer(string? Field, string? File, int? Line, int? Column, string Code, string Severity, string Message, string? MessageVi, string Remedy, string? RemedyVi)
{
    internal static FindingAnswer Of(LintFinding finding, string? field = null)
    {
        var vi = LintWords.Of(finding.Code);
        return new(field, finding.File, finding.Line, finding.Column, finding.Code, finding.Severity is LintSeverity.Error ? "error" : "warning", finding.Message, vi?.Message, finding.Remedy, vi?.Remedy);
    }

    internal static FindingAnswer OfField(string field, string code, string message, string remedy)
    {
        var vi = LintWords.Of(code);
        return new(field, null, null, null, code, "error", message, vi?.Message, remedy, vi?.Remedy);
    }
}

/// <summary>Problem details with what is wrong field by field.</summary>
public sealed class FindingsProblem : ProblemDetails
{
    public IReadOnlyList<FindingAnswer> Findings { get; init; } = [];
}
