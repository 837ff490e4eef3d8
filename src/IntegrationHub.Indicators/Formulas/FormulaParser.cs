using System.Globalization;
using IntegrationHub.Indicators.Catalogue;

namespace IntegrationHub.Indicators.Formulas;

/// <summary>Recursive descent over the grammar of formulas; total: every text gives a formula or one error, never an exception.</summary>
public sealed class FormulaParser
{
    public const int MaxNodes = 64;

    private readonly List<Token> _tokens;
    private int _at;
    private int _nodes;
    private FormulaError? _error;

    private FormulaParser(List<Token> tokens) => _tokens = tokens;

    public static FormulaResult Parse(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return new(null, new(FormulaErrors.Empty, "The formula is empty.", 0, "Write for example ratio(n, d), or leave the formula out for typed values and milestones."));
        }

        var (tokens, error) = FormulaLexer.Read(text);
        if (error is not null)
        {
            return new(null, error);
        }

        var parser = new FormulaParser(tokens);
        var formula = parser.ParseFormula();
        parser.ExpectEnd();
        return parser._error is { } found ? new(null, found) : new(formula, null);
    }

    private Token Current => _tokens[_at];

    private bool Failed => _error is not null;

    private Formula ParseFormula()
    {
        Node();
        if (IsCall("ratio"))
        {
            return ParseRatio();
        }

        if (IsCall("share"))
        {
            return ParseShare();
        }

        return IsCall("all") ? ParseAll() : new SumFormula(ParseSum());
    }

    private RatioFormula ParseRatio()
    {
        Take("ratio");
        Take("(");
        var numerator = ParseSum();
        Take(",");
        var denominator = ParseSum();
        Take(")");
        return new(numerator, denominator, Current.Is("over") ? ParseOver() : null);
    }

    private Over ParseOver()
    {
        Node();
        Take("over");
        if (Skip("own"))
        {
            return new(OverKind.Own);
        }

        if (Skip("subtree"))
        {
            return new(OverKind.Subtree);
        }

        if (!Skip("level"))
        {
            FailExpected("own, subtree or level");
        }

        return new(OverKind.Level, ParseLevel());
    }

    private ShareFormula ParseShare()
    {
        Take("share");
        Take("(");
        Take("units");
        var level = ParseLevel();
        Take("where");
        var conditions = new List<Condition>();
        do
        {
            Node();
            var reference = Current.Kind is TokenKind.Reference ? ParseReference() : null;
            var metric = reference is null ? ParseMetric() : null;
            conditions.Add(new(metric, reference, ParseOperator(), ParseNumber()));
        }
        while (Skip("and") && !Failed);

        Take(")");
        return new(level, conditions);
    }

    private AllFormula ParseAll()
    {
        Take("all");
        Take("(");
        var goals = new List<Goal>();
        do
        {
            Node();
            var reference = Current.Kind is TokenKind.Reference ? ParseReference() : null;
            RatioFormula? ratio = null;
            if (reference is null && IsCall("ratio"))
            {
                Node();
                ratio = ParseRatio();
            }
            else if (reference is null)
            {
                FailExpected("ratio(…) or @indicator");
            }

            goals.Add(new(ratio, reference, ParseOperator(), ParseNumber()));
        }
        while (Skip(",") && !Failed);

        Take(")");
        return new(goals);
    }

    private Sum ParseSum()
    {
        Node();
        var terms = new List<Term> { ParseTerm(1) };
        while (!Failed && (Current.Is("+") || Current.Is("-")))
        {
            var sign = Current.Is("+") ? 1 : -1;
            _at++;
            terms.Add(ParseTerm(sign));
        }

        return new(terms);
    }

    private Term ParseTerm(int sign)
    {
        Node();
        if (Current.Kind is not TokenKind.Number)
        {
            return new(sign, ParseMetric());
        }

        var number = Current;
        if (!long.TryParse(number.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var factor) || factor is 0)
        {
            Fail(FormulaErrors.Number, $"{number} is not a factor.", number.Position, "A factor is a whole number from 1, as in 2*metric.");
            return new(sign, ParseMetric());
        }

        _at++;
        Take("*");
        return new(sign * factor, ParseMetric());
    }

    private MetricUse ParseMetric()
    {
        Node();
        var token = Current;
        if (token.Kind is TokenKind.Reference || IsCall("ratio") || IsCall("avg") || IsCall("sum") || IsCall("share"))
        {
            FailRatio(token);
        }
        else if (token.Kind is not TokenKind.Word)
        {
            FailExpected("a metric code");
        }

        _at += Failed ? 0 : 1;
        var segments = token.Text.Split('.');
        StockTime? time = segments[^1] switch { "last" => StockTime.Last, "avg" => StockTime.Average, _ => null };
        if (time is not null && segments.Length == 1)
        {
            Fail(FormulaErrors.Code, $"{token} is not a metric code.", token.Position, "last and avg follow a metric: metric.last.");
        }

        var code = time is null ? token.Text : string.Join('.', segments[..^1]);
        var filters = ParseFilters();
        return new(code, filters, time ?? (filters.Count > 0 ? ParseTime() : null), token.Position);
    }

    // After a filter the suffix cannot be part of the code's own token: metric[a=1].last.
    private StockTime? ParseTime()
    {
        if (!Skip("."))
        {
            return null;
        }

        if (Skip("last"))
        {
            return StockTime.Last;
        }

        if (!Skip("avg"))
        {
            FailExpected("last or avg");
        }

        return StockTime.Average;
    }

    private List<DimensionFilter> ParseFilters()
    {
        var filters = new List<DimensionFilter>();
        if (Failed || !Current.Is("["))
        {
            return filters;
        }

        do
        {
            _at++;
            var dimension = Current;
            if (dimension.Kind is not TokenKind.Word)
            {
                FailExpected("a dimension");
                return filters;
            }

            _at++;
            Take("=");
            if (Current.Kind is not (TokenKind.Word or TokenKind.Number or TokenKind.Text))
            {
                FailExpected("a value");
                return filters;
            }

            filters.Add(new(dimension.Text, Current.Text));
            _at++;
        }
        while (Current.Is(","));

        Take("]");
        return filters;
    }

    private IndicatorUse ParseReference()
    {
        Node();
        var token = Current;
        _at++;
        return new(token.Text, token.Position);
    }

    private Level ParseLevel()
    {
        var token = Current;
        Level? level = token.Text switch { "province" => Level.Province, "district" => Level.District, "commune" => Level.Commune, _ => null };
        if (level is null && !Failed)
        {
            Fail(FormulaErrors.Level, $"{token} is not a level.", token.Position, "Levels are province, district and commune.");
        }

        _at += level is null ? 0 : 1;
        return level ?? Level.Province;
    }

    private TargetOperator ParseOperator()
    {
        TargetOperator? found = Current.Kind is TokenKind.Symbol ? Current.Text switch
        {
            ">" => TargetOperator.Greater,
            ">=" => TargetOperator.AtLeast,
            "=" => TargetOperator.Equal,
            "<=" => TargetOperator.AtMost,
            "<" => TargetOperator.Less,
            _ => null,
        } : null;
        if (found is null && (Current.Is("+") || Current.Is("-") || Current.Is("*")))
        {
            FailRatio(Current);
        }
        else if (found is null)
        {
            FailExpected("one of > >= = <= <");
        }

        _at += found is null ? 0 : 1;
        return found ?? TargetOperator.None;
    }

    private decimal ParseNumber()
    {
        if (Failed || Current.Kind is not TokenKind.Number)
        {
            FailExpected("a number");
            return 0;
        }

        var number = decimal.Parse(Current.Text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        _at++;
        return number;
    }

    private void ExpectEnd()
    {
        if (Failed || Current.Kind is TokenKind.End)
        {
            return;
        }

        if (Current.Is("+") || Current.Is("-") || Current.Is("*"))
        {
            FailRatio(Current);
            return;
        }

        FailExpected("the end of the formula");
    }

    private bool IsCall(string word) => Current.Is(word) && _at + 1 < _tokens.Count && _tokens[_at + 1].Is("(");

    private bool Skip(string text)
    {
        if (Failed || !Current.Is(text))
        {
            return false;
        }

        _at++;
        return true;
    }

    private void Take(string text)
    {
        if (!Skip(text))
        {
            FailExpected($"'{text}'");
        }
    }

    private void Node()
    {
        if (++_nodes > MaxNodes)
        {
            Fail(FormulaErrors.Size, $"The formula has more than {MaxNodes} nodes.", Current.Position, "Split it into indicators and refer to them with @.");
        }
    }

    private void FailRatio(Token token) => Fail(
        FormulaErrors.RatioArithmetic, $"{token} stands where only amounts may: ratios cannot be added, averaged or divided.", token.Position,
        "Add the counts instead: ratio(n1 + n2, d1 + d2); a ratio may only be compared.");

    private void FailExpected(string what) => Fail(FormulaErrors.Syntax, $"Expected {what}, found {Current}.", Current.Position, "See the grammar: ratio(sum, sum) [over …], share(units level where …), all(goal, …) or a sum of metrics.");

    private void Fail(string code, string message, int position, string remedy) => _error ??= new(code, message, position, remedy);
}
