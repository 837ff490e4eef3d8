using IntegrationHub.Store.Catalogue;

namespace IntegrationHub.Host.Commands.Catalogues;

internal static class Findings
{
    /// <summary>file:line:column, severity, code and message, as editors and build logs know it; the remedy in a line of its own.</summary>
    public static void Print(IReadOnlyList<LintFinding> findings, Func<string, string> shown, TextWriter output)
    {
        foreach (var finding in findings)
        {
            output.WriteLine(FormattableString.Invariant(
                $"{shown(finding.File)}:{finding.Line}:{finding.Column}: {(finding.Severity is LintSeverity.Error ? "error" : "warning")} {finding.Code} {finding.Message}"));
            output.WriteLine("    → " + finding.Remedy);
        }
    }

    public static int Errors(IReadOnlyList<LintFinding> findings) => findings.Count(f => f.Severity is LintSeverity.Error);
}
