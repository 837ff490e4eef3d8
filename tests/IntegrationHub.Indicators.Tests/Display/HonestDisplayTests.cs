using IntegrationHub.Indicators.Aggregation;
using IntegrationHub.Indicators.Display;
using Xunit;

namespace IntegrationHub.Indicators.Tests.Display;

public sealed class HonestDisplayTests
{
    [Theory]
    [InlineData(145, 1150, 70, "12.6")]
    [InlineData(1749, 2500, 70, "69.96")]
    [InlineData(7000001, 10000000, 70, "70.00001")]
    [InlineData(70, 100, 70, "70.0")]
    [InlineData(699999999, 1000000000, 70, "< 70")]
    [InlineData(700000001, 1000000000, 70, "> 70")]
    [InlineData(999999999, 1000000000, 70, "< 100")]
    [InlineData(1, 1000000000, 70, "> 0")]
    [InlineData(2999, 3000, 70, "99.97")]
    [InlineData(1, 3000, 70, "0.03")]
    public void Shown_value_stays_on_its_side(long n, long d, int threshold, string shown) => Assert.Equal(shown, HonestDisplay.Of(Ratio.Of(n, d), 1, threshold));

    [Fact]
    public void Both_ends_of_a_range_are_respected() => Assert.Equal("19.98", HonestDisplay.Of(Ratio.Of(999, 5000), 1, 15, 20));

    [Fact]
    public void Fallback_names_the_threshold_as_it_was_written() => Assert.Equal("< 66.5", HonestDisplay.Of(Ratio.Of(664999999999, 1000000000000), 1, 66.50m));

    [Fact]
    public void Ratio_above_one_is_shown_above_one_hundred() => Assert.Equal("100.04", HonestDisplay.Of(Ratio.Of(10004, 10000), 1));
}
