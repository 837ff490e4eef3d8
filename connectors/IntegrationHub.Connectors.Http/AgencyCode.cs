using System.Text.RegularExpressions;

namespace IntegrationHub.Connectors.Http;

/// <summary>
/// Agency codes as the sources write them. Only white space and case are evened out: which unit a code means is decided by the alias
/// table alone, because lists of codes were re-issued with new numbers.
/// </summary>
public static partial class AgencyCode
{
    public static string Normalize(string code) => WhiteSpace().Replace(LooseText.Trim(code), "").ToUpperInvariant();

    /// <summary>Whether the code is written top down, for example <c>H02.36.07</c>.</summary>
    public static bool IsOfNewForm(string code) => NewForm().IsMatch(code);

    /// <summary>
    /// What the code would probably be in the other spelling: a hint for a person who adds an alias, never used to resolve anything.
    /// Null when the code has neither form.
    /// </summary>
    public static string? HintOfOtherForm(string code)
    {
        var normalized = Normalize(code);
        if (OldForm().IsMatch(normalized))
        {
            return string.Join('.', normalized.Split('.').Reverse().Where(group => group.Trim('0').Length > 0).Select(group => group.TrimStart('0').PadLeft(2, '0')));
        }

        if (!NewForm().IsMatch(normalized) || normalized.Split('.') is not { Length: <= 4 } groups)
        {
            return null;
        }

        var padded = groups.Reverse().ToList();
        padded.InsertRange(0, Enumerable.Repeat("00", 4 - groups.Length));
        padded[0] = padded[0].PadLeft(3, '0');
        return string.Join('.', padded);
    }

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex WhiteSpace();

    [GeneratedRegex(@"^[A-Z]\d{2}(\.\d{2,3})*$", RegexOptions.CultureInvariant)]
    private static partial Regex NewForm();

    [GeneratedRegex(@"^\d{3}(\.\d{2,3}){2}\.[A-Z]\d{2}$", RegexOptions.CultureInvariant)]
    private static partial Regex OldForm();
}
