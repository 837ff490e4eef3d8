using IntegrationHub.Indicators.Display;
using Xunit;

namespace IntegrationHub.Indicators.Tests.Display;

public sealed class VietnameseNumberTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("999", "999")]
    [InlineData("1000", "1.000")]
    [InlineData("-1234567.0050", "-1.234.567,0050")]
    [InlineData("71.3", "71,3")]
    [InlineData("< 70", "< 70")]
    [InlineData("1000/3", "1.000/3")]
    [InlineData("123456789012345678901234567890.5", "123.456.789.012.345.678.901.234.567.890,5")]
    [InlineData("—", "—")]
    [InlineData("12.", "12.")]
    public void Digits_stay_and_only_the_marks_between_them_change(string exact, string written) => Assert.Equal(written, VietnameseNumber.Of(exact));
}
