using System.Reflection;
using IntegrationHub.Indicators.Aggregation;
using Xunit;

namespace IntegrationHub.Indicators.Tests.Aggregation;

public sealed class RatioTests
{
    [Theory]
    [InlineData("11", "20", "55", 0)]
    [InlineData("57", "100", "57", 0)]
    [InlineData("1749", "2500", "70", -1)]
    [InlineData("7000001", "10000000", "70", 1)]
    [InlineData("0.3", "0.9", "33.333333333333333333333333", 1)]
    [InlineData("79228162514264337593543950335", "79228162514264337593543950335", "100", 0)]
    public void Comparison_with_a_percent_is_exact(string n, string d, string percent, int sign) => Assert.Equal(sign, Of(n, d).CompareTo(Number(percent)));

    [Theory]
    [InlineData("1", "3", "33.333333333333")]
    [InlineData("2", "3", "66.666666666666")]
    [InlineData("1", "1000000000000000", "0.000000000000")]
    [InlineData("3", "2", "150.000000000000")]
    [InlineData("-1", "3", "-33.333333333333")]
    [InlineData("165367137.292", "376377137.292", "43.936552172589")]
    public void Percent_text_has_twelve_digits_truncated_toward_zero(string n, string d, string text) => Assert.Equal(text, Of(n, d).PercentText());

    [Theory]
    [InlineData("249", "400", 1, "62.3")]
    [InlineData("-249", "400", 1, "-62.3")]
    [InlineData("1", "8", 0, "13")]
    [InlineData("1", "8", 1, "12.5")]
    public void Half_is_rounded_away_from_zero(string n, string d, int decimals, string rounded) => Assert.Equal(Number(rounded), Of(n, d).RoundedPercent(decimals));

    [Fact]
    public void Denominator_must_be_positive() => Assert.Throws<ArgumentOutOfRangeException>(() => Ratio.Of(1, 0));

    [Fact]
    public void Ratio_has_no_arithmetic_and_no_conversion()
    {
        var operators = typeof(Ratio).GetMethods(BindingFlags.Public | BindingFlags.Static).Select(m => m.Name).Where(n => n.StartsWith("op_", StringComparison.Ordinal));
        Assert.Equal(["op_Equality", "op_Inequality"], operators.Order());
        Assert.DoesNotContain(typeof(Ratio).GetMethods(), m => m.ReturnType == typeof(double) || m.ReturnType == typeof(float));
    }

    private static Ratio Of(string n, string d) => Ratio.Of(Number(n), Number(d));

    private static decimal Number(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
