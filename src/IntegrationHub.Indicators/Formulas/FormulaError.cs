using System.Diagnostics.CodeAnalysis;

namespace IntegrationHub.Indicators.Formulas;

/// <param name="Position">Column in the formula, from 0.</param>
/// <param name="Remedy">What to write instead.</param>
public sealed record FormulaError(string Code, string Message, int Position, string Remedy);

/// <summary>Either a formula or the first error.</summary>
public sealed record FormulaResult(Formula? Formula, FormulaError? Error)
{
    [MemberNotNullWhen(true, nameof(Formula))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsValid => Formula is not null;
}

/// <summary>Stable codes: lint prints them and the documentation lists them.</summary>
public static class FormulaErrors
{
    public const string Empty = "E_FORMULA_EMPTY";
    public const string Character = "E_FORMULA_CHARACTER";
    public const string Syntax = "E_FORMULA_SYNTAX";
    public const string Number = "E_FORMULA_NUMBER";
    public const string Division = "E_FORMULA_DIVISION";
    public const string Size = "E_FORMULA_SIZE";
    public const string Level = "E_FORMULA_LEVEL";
    public const string Code = "E_FORMULA_CODE";
    public const string UnknownMetric = "E_METRIC_UNKNOWN";
    public const string UnknownIndicator = "E_INDICATOR_UNKNOWN";
    public const string RatioArithmetic = "E_TYPE_RATIO";
    public const string MixedUnits = "E_TYPE_UNIT";
    public const string MixedKinds = "E_TYPE_KIND";
    public const string StockNeedsTime = "E_TYPE_STOCK_TIME";
    public const string FlowHasNoTime = "E_TYPE_FLOW_TIME";
    public const string Filter = "E_FORMULA_FILTER";
    public const string NotComparable = "E_TYPE_REFERENCE";
}
