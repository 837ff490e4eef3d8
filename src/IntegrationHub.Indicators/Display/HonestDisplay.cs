using System.Globalization;
using IntegrationHub.Indicators.Aggregation;

namespace IntegrationHub.Indicators.Display;

/// <summary>
/// A rounded percentage that stays on its side: decimals are added until the shown value compares with the threshold as the exact one
/// does, and 100 and 0 are shown only when they are exact. Where six decimals are not enough it says only on which side it is.
/// </summary>
public static class HonestDisplay
{
    public const string NoData = "—";
    public const string NotApplicable = "Không phát sinh";
    public const string NotMeasurable = "không đo được";

    private const int MaxDecimals = 6;

    /// <param name="thresholds">Of the plan's own target; two for a closed range.</param>
    public static string Of(Ratio value, int decimals, params IReadOnlyList<decimal> thresholds)
    {
        for (var digits = Math.Min(decimals, MaxDecimals); digits <= MaxDecimals; digits++)
        {
            var shown = value.RoundedPercent(digits);
            if (Lie(value, shown, thresholds) is null)
            {
                return shown.ToString($"F{digits}", CultureInfo.InvariantCulture);
            }
        }

        var limit = Lie(value, value.RoundedPercent(MaxDecimals), thresholds)!.Value;
        return $"{(value.CompareTo(limit) < 0 ? '<' : '>')} {Plain(limit)}";
    }

    /// <summary>An exact number without trailing zeros.</summary>
    public static string Plain(decimal number) => number.ToString("0.############################", CultureInfo.InvariantCulture);

    // The limit on whose wrong side (or on which) the shown value would be.
    private static decimal? Lie(Ratio value, decimal shown, IReadOnlyList<decimal> thresholds)
    {
        foreach (var threshold in thresholds)
        {
            if (Math.Sign(shown.CompareTo(threshold)) != value.CompareTo(threshold))
            {
                return threshold;
            }
        }

        return shown switch
        {
            100m when value.CompareTo(100) != 0 => 100,
            0m when !value.N.IsZero => 0,
            _ => null,
        };
    }
}
