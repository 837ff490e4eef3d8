using System.Text.Json;
using Xunit;

namespace IntegrationHub.Connectors.Http.Tests;

public sealed class LooseTests
{
    [Theory]
    [InlineData("\"12\"", 12)]
    [InlineData("12", 12)]
    [InlineData("12.0", 12)]
    [InlineData("\" 12\u00a0\"", 12)]
    [InlineData("\"1.234\"", 1234)]
    [InlineData("\"1.234.567\"", 1234567)]
    [InlineData("1.0E+3", 1000)]
    [InlineData("\"1.0E+3\"", 1000)]
    [InlineData("-5", -5)]
    [InlineData("\"-1.234\"", -1234)]
    [InlineData("9007199254740993", 9007199254740993)]
    [InlineData("\"9223372036854775807\"", long.MaxValue)]
    public void Whole_numbers_are_read(string json, long expected) => Assert.Equal(expected, LooseInteger.Read(JsonElement.Parse(json)).OrNull);

    [Theory]
    [InlineData("null")]
    [InlineData("\"\"")]
    [InlineData("\"  \"")]
    public void Nothing_is_missing_and_not_zero(string json)
    {
        Assert.True(LooseInteger.Read(JsonElement.Parse(json)).IsMissing);
        Assert.True(LooseDecimal.Read(JsonElement.Parse(json)).IsMissing);
        Assert.Null(LooseString.Read(JsonElement.Parse(json)));
    }

    [Theory]
    [InlineData("\"NaN\"")]
    [InlineData("\"1,234\"")] // A thousand here, one and a bit there.
    [InlineData("\"12.34\"")]
    [InlineData("\"1.23.456\"")]
    [InlineData("\"0.123\"")]
    [InlineData("1.234")]
    [InlineData("12.5")]
    [InlineData("\"12%\"")]
    [InlineData("\"1 234\"")]
    [InlineData("1E-400")]
    [InlineData("\"1.5E+0\"")]
    [InlineData("9223372036854775808")]
    [InlineData("true")]
    [InlineData("[1]")]
    [InlineData("\"mười hai\"")]
    public void What_is_no_whole_number_is_unparseable(string json) => Assert.True(LooseInteger.Read(JsonElement.Parse(json)).IsUnparseable);

    [Fact]
    public void Unparseable_keeps_the_original_shortened()
    {
        Assert.Equal("12 hồ sơ", LooseInteger.Read("12 hồ sơ").Raw);
        Assert.Equal(65, LooseInteger.Read(new string('x', 500)).Raw!.Length);
    }

    [Theory]
    [InlineData("\"84,42\"", "84.42")]
    [InlineData("\"84.42\"", "84.42")]
    [InlineData("\"84.42%\"", "84.42")]
    [InlineData("84.42", "84.42")]
    [InlineData("1.234", "1.234")]
    [InlineData("\"1.234,56\"", "1234.56")]
    [InlineData("\"1.234.567\"", "1234567")]
    [InlineData("\"0.123\"", "0.123")]
    [InlineData("\"50000\"", "50000")]
    [InlineData("\"1234567890123456789012345678\"", "1234567890123456789012345678")]
    public void Amounts_are_read(string json, string expected) =>
        Assert.Equal(decimal.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), LooseDecimal.Read(JsonElement.Parse(json)).OrNull);

    [Theory]
    [InlineData("\"1.234\"")]
    [InlineData("\"1,234\"")]
    [InlineData("\"1,234.56\"")]
    [InlineData("\"1,2,3\"")]
    [InlineData("\"NaN\"")]
    [InlineData("\"Infinity\"")]
    [InlineData("0.12345678901234567890123456789")]
    [InlineData("1e400")]
    public void Ambiguous_or_inexact_amounts_are_unparseable(string json) => Assert.True(LooseDecimal.Read(JsonElement.Parse(json)).IsUnparseable);

    [Theory]
    [InlineData("1.003560", "1.003560")]
    [InlineData("1.003560.000.00.00.H56", "1.003560")]
    [InlineData("2.002621.H56", "2.002621")]
    [InlineData(" 2.002621 ", "2.002621")]
    public void Procedure_is_named_by_its_first_two_groups(string code, string expected) => Assert.Equal(expected, ProcedureCode.Normalize(code));

    [Theory]
    [InlineData(" h02.36 .07\u00a0", "H02.36.07")]
    [InlineData("000.07.36.h02", "000.07.36.H02")]
    [InlineData("h37.dn.001", "H37.DN.001")]
    public void Agency_codes_lose_white_space_and_case_alone(string code, string expected) => Assert.Equal(expected, AgencyCode.Normalize(code));

    [Theory]
    [InlineData("H02", true)]
    [InlineData("H02.36.07", true)]
    [InlineData("000.07.36.H02", false)]
    [InlineData("H37.DN.001", false)]
    [InlineData("01.02.G22", false)]
    public void New_form_is_recognized(string code, bool expected) => Assert.Equal(expected, AgencyCode.IsOfNewForm(code));

    [Theory]
    [InlineData("000.07.36.H02", "H02.36.07")]
    [InlineData("000.00.36.H02", "H02.36")]
    [InlineData("000.00.00.H02", "H02")]
    [InlineData("H02.36.07", "000.07.36.H02")]
    [InlineData("H02", "000.00.00.H02")]
    [InlineData("H37.DN.001", null)]
    public void Other_form_is_offered_as_a_hint(string code, string? expected) => Assert.Equal(expected, AgencyCode.HintOfOtherForm(code));
}
