using System.Globalization;
using System.Numerics;

namespace IntegrationHub.Indicators.Aggregation;

/// <summary>
/// A quotient of two amounts that was formed last and is kept exactly. It has no sum, no mean and no floating form: it can be
/// compared with percents and written down.
/// </summary>
/// <param name="N">Numerator, scaled by the same power of ten as the denominator.</param>
/// <param name="D">Denominator; positive.</param>
public readonly record struct Ratio(BigInteger N, BigInteger D)
{
    /// <summary>Digits after the point of <see cref="PercentText"/>.</summary>
    public const int PercentDigits = 12;

    public static Ratio Of(decimal n, decimal d)
    {
        if (d <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(d), d, "A ratio needs a positive denominator.");
        }

        var scale = Math.Max(n.Scale, d.Scale);
        return new(Scaled(n, scale), Scaled(d, scale));
    }

    /// <summary>Sign of this ratio minus the percent: 100·N against T·D in whole numbers, nothing is divided.</summary>
    public int CompareTo(decimal percent) => ((N * 100 * BigInteger.Pow(10, percent.Scale)) - (Scaled(percent, percent.Scale) * D)).Sign;

    /// <summary>Percent with twelve digits after the point, truncated toward zero.</summary>
    public string PercentText()
    {
        var digits = BigInteger.Abs(N * 100 * BigInteger.Pow(10, PercentDigits) / D).ToString(CultureInfo.InvariantCulture).PadLeft(PercentDigits + 1, '0');
        return $"{(N.Sign < 0 && digits.Any(c => c != '0') ? "-" : "")}{digits[..^PercentDigits]}.{digits[^PercentDigits..]}";
    }

    /// <summary>Percent rounded half away from zero; a decimal for display only.</summary>
    public decimal RoundedPercent(int decimals)
    {
        var power = BigInteger.Pow(10, decimals);
        var doubled = BigInteger.Abs(N) * 200 * power;
        var rounded = (decimal)((doubled + D) / (D * 2)) / (decimal)power;
        return N.Sign < 0 ? -rounded : rounded;
    }

    internal static BigInteger Scaled(decimal value, int scale)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var magnitude = ((BigInteger)(uint)bits[2] << 64) + ((BigInteger)(uint)bits[1] << 32) + (uint)bits[0];
        return (value < 0 ? -magnitude : magnitude) * BigInteger.Pow(10, scale - value.Scale);
    }
}
