using System.Globalization;

namespace IntegrationHub.Indicators.Formulas;

internal enum TokenKind
{
    Word,
    Reference,
    Number,
    Text,
    Symbol,
    End,
}

internal readonly record struct Token(TokenKind Kind, string Text, int Position)
{
    public bool Is(string text) => Kind is TokenKind.Word or TokenKind.Symbol && Text == text;

    public override string ToString() => Kind is TokenKind.End ? "the end" : $"'{Text}'";
}

/// <summary>
/// Words are metric codes and keywords, <c>[a-z][a-z0-9_]*(\.[a-z0-9_]+)*</c>; a reference is <c>@</c> and an indicator code;
/// a number is a decimal without sign or exponent.
/// </summary>
internal static class FormulaLexer
{
    public static (List<Token> Tokens, FormulaError? Error) Read(string text)
    {
        var tokens = new List<Token>();
        var at = 0;
        while (at < text.Length)
        {
            var c = text[at];
            if (char.IsWhiteSpace(c))
            {
                at++;
                continue;
            }

            var (token, error) = ReadOne(text, at);
            if (error is not null)
            {
                return (tokens, error);
            }

            tokens.Add(token);
            at = token.Position + Width(token);
        }

        tokens.Add(new Token(TokenKind.End, "", text.Length));
        return (tokens, null);
    }

    private static int Width(Token token) => token.Kind switch
    {
        TokenKind.Reference => token.Text.Length + 1,
        TokenKind.Text => token.Text.Length + 2,
        _ => token.Text.Length,
    };

    private static (Token Token, FormulaError? Error) ReadOne(string text, int at)
    {
        var c = text[at];
        if (c is >= 'a' and <= 'z')
        {
            return ReadCode(text, at, at, TokenKind.Word, '_');
        }

        if (c is '@')
        {
            return at + 1 < text.Length && text[at + 1] is >= 'a' and <= 'z'
                ? ReadCode(text, at, at + 1, TokenKind.Reference, '-')
                : (default, new FormulaError(FormulaErrors.Code, "'@' is not followed by an indicator code.", at, "Write the code right after '@', for example @tthc-digitisation.e-result-rate."));
        }

        if (c is >= '0' and <= '9')
        {
            return ReadNumber(text, at);
        }

        if (c is '"')
        {
            var end = text.IndexOf('"', at + 1);
            return end < 0
                ? (default, new FormulaError(FormulaErrors.Character, "A quoted text has no end.", at, "Close the text with '\"'."))
                : (new Token(TokenKind.Text, text[(at + 1)..end], at), null);
        }

        if (c is '/' or '÷' or '%')
        {
            return (default, new FormulaError(FormulaErrors.Division, $"'{c}' is no operator: formulas do not divide.", at, "Write ratio(numerator, denominator); thresholds are percent without a sign."));
        }

        if (c is '>' or '<')
        {
            return (new Token(TokenKind.Symbol, at + 1 < text.Length && text[at + 1] == '=' ? text.Substring(at, 2) : c.ToString(), at), null);
        }

        return "()[],+-*=.".Contains(c, StringComparison.Ordinal)
            ? (new Token(TokenKind.Symbol, c.ToString(), at), null)
            : (default, new FormulaError(FormulaErrors.Character, $"'{c}' has no meaning in a formula.", at, "Use metric codes in lower case, @indicator, numbers, and ( ) [ ] , + - * = > >= < <=."));
    }

    private static (Token Token, FormulaError? Error) ReadCode(string text, int at, int start, TokenKind kind, char joiner)
    {
        var end = start;
        while (end < text.Length && (IsCodeCharacter(text[end], joiner) || IsInnerDot(text, end, joiner)))
        {
            end++;
        }

        // A code that runs into a capital or a dot is a misspelled code, not two tokens.
        return end < text.Length && (char.IsLetter(text[end]) || text[end] == '.')
            ? (default, new FormulaError(FormulaErrors.Code, $"The code '{text[start..(end + 1)]}' is not well formed.", at, "Codes are lower-case letters, digits, '_' in metrics, '-' in indicators, and single dots inside."))
            : (new Token(kind, text[start..end], at), null);
    }

    private static bool IsInnerDot(string text, int at, char joiner) => text[at] == '.' && at + 1 < text.Length && IsCodeCharacter(text[at + 1], joiner);

    private static bool IsCodeCharacter(char c, char joiner) => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') || c == joiner;

    private static (Token Token, FormulaError? Error) ReadNumber(string text, int at)
    {
        var end = at;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '.' or '_'))
        {
            end++;
        }

        var number = text[at..end];
        return decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _) && number[^1] != '.'
            ? (new Token(TokenKind.Number, number, at), null)
            : (default, new FormulaError(FormulaErrors.Number, $"'{number}' is not a number.", at, "Write a decimal with a point, for example 66.5, without sign, exponent or separators."));
    }
}
