using System.Globalization;
using Xunit;

namespace IntegrationHub.Connectors.Http.Tests;

public sealed class VietnamDateTests
{
    [Theory]
    [InlineData("20240229235959", "2024-02-29T23:59:59+07:00")]
    [InlineData("20240229", "2024-02-29T00:00:00+07:00")]
    [InlineData("29/02/2024", "2024-02-29T00:00:00+07:00")]
    [InlineData("29/02/2024 08:30:00", "2024-02-29T08:30:00+07:00")]
    [InlineData("2024/02/29", "2024-02-29T00:00:00+07:00")]
    [InlineData("2024/02/29 08:30:00", "2024-02-29T08:30:00+07:00")]
    [InlineData("2024-02-29", "2024-02-29T00:00:00+07:00")]
    [InlineData("2024-02-29T08:30:00", "2024-02-29T08:30:00+07:00")]
    [InlineData("2024-02-29T08:30:00.123", "2024-02-29T08:30:00.123+07:00")]
    [InlineData("2024-02-29T08:30:00+09:00", "2024-02-29T06:30:00+07:00")]
    [InlineData("2024-02-29T08:30:00.000+0700", "2024-02-29T08:30:00+07:00")]
    [InlineData("2024-02-29T18:30:00Z", "2024-03-01T01:30:00+07:00")]
    public void Every_known_form_is_read(string text, string expected) =>
        Assert.Equal(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture), VietnamDate.Read(text).OrNull);

    [Fact]
    public void Literal_Z_is_local_time_where_the_source_is_known_for_it()
    {
        Assert.Equal(new DateOnly(2024, 3, 1), VietnamDate.ReadDay("2024-02-29T18:30:00Z").OrNull);
        Assert.Equal(new DateOnly(2024, 2, 29), VietnamDate.ReadDay("2024-02-29T18:30:00Z", literalZ: true).OrNull);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0000-00-00T00:00:00.000+0700")]
    [InlineData("0001-01-01T00:00:00")]
    [InlineData("00/00/0000")]
    [InlineData("01/01/0001 00:00:00")]
    [InlineData("00000000000000")]
    public void Year_zero_and_one_mean_none(string? text) => Assert.True(VietnamDate.Read(text).IsMissing);

    [Theory]
    [InlineData("02/29/2024")] // Month before day is never guessed.
    [InlineData("12/25/2024")]
    [InlineData("29/02/2023")]
    [InlineData("29/02/2567")] // A Buddhist year.
    [InlineData("2024-13-01")]
    [InlineData("1/2/2024")]
    [InlineData("099024555001")]
    [InlineData("hôm qua")]
    public void Anything_else_is_unparseable(string text) => Assert.True(VietnamDate.Read(text).IsUnparseable);

    [Fact]
    public void Day_begins_at_midnight_in_Viet_Nam()
    {
        Assert.Equal(new DateOnly(2024, 12, 19), VietnamDate.DayOf(new DateTimeOffset(2024, 12, 19, 16, 59, 59, TimeSpan.Zero)));
        Assert.Equal(new DateOnly(2024, 12, 20), VietnamDate.DayOf(new DateTimeOffset(2024, 12, 19, 17, 0, 0, TimeSpan.Zero)));
    }
}
