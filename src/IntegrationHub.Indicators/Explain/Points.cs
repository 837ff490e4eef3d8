using System.Globalization;
using System.Numerics;
using IntegrationHub.Indicators.Aggregation;

namespace IntegrationHub.Indicators.Explain;

/// <summary>A difference of percentages in percentage points, as an exact fraction in lowest terms. Differences add up; percentages do not.</summary>
public readonly record struct Points
{
    private readonly BigInteger _divisor;

    private Points(BigInteger n, BigInteger d)
    {
        var common = BigInteger.GreatestCommonDivisor(n, d);
        (N, _divisor) = (n / common, d / common);
    }

    public static Points Zero { get; }

    public BigInteger N { get; }

    /// <summary>Positive.</summary>
    public BigInteger D => _divisor.IsZero ? BigInteger.One : _divisor;

    /// <summary>How much higher the second is.</summary>
    public static Points Between(Ratio first, Ratio second) => new(100 * ((second.N * first.D) - (first.N * second.D)), first.D * second.D);

    public static Points operator +(Points left, Points right) => new((left.N * right.D) + (right.N * left.D), left.D * right.D);

    public static Points operator -(Points left, Points right) => new((left.N * right.D) - (right.N * left.D), left.D * right.D);

    public bool Equals(Points other) => N == other.N && D == other.D;

    public override int GetHashCode() => HashCode.Combine(N, D);

    /// <summary>With sign and as many decimals, up to six, as it takes to see that it is not zero.</summary>
    public string Shown(int decimals)
    {
        var (digits, text) = (decimals, Text(decimals));
        while (!N.IsZero && digits < 6 && text[0] is not ('+' or '-'))
        {
            text = Text(++digits);
        }

        return text;
    }

    /// <summary>With sign, rounded half away from zero.</summary>
    public string Text(int decimals)
    {
        var power = BigInteger.Pow(10, decimals);
        var rounded = ((BigInteger.Abs(N) * 2 * power) + D) / (2 * D);
        var digits = rounded.ToString(CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
        var sign = rounded.IsZero ? "" : N.Sign < 0 ? "-" : "+";
        return decimals == 0 ? sign + digits : $"{sign}{digits[..^decimals]}.{digits[^decimals..]}";
    }

    /// <summary>The exact fraction, such as <c>-3/2</c>.</summary>
    public override string ToString() => D.IsOne ? N.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{N}/{D}");
}
