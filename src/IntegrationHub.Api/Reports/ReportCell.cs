using System.Globalization;
using IntegrationHub.Indicators.Display;

namespace IntegrationHub.Api.Reports;

/// <summary>A figure in the table: the text that is read, and the same as a number where a spreadsheet can hold it exactly.</summary>
/// <param name="Number">Null: it is written as text.</param>
/// <param name="Decimals">Digits after the point, as they are in the text.</param>
public sealed record ReportCell(string Text, decimal? Number = null, int Decimals = 0, bool IsPercent = false)
{
    // Spreadsheets keep binary floating point: up to so many digits every decimal comes back as it was.
    private const int DigitsThatStay = 15;

    public static ReportCell Empty { get; } = new("");

    public static ReportCell Words(string text) => new(text);

    /// <param name="exact">As in the API's row: a decimal, a fraction, or a limit such as &lt; 70.</param>
    public static ReportCell Figure(string exact, bool isPercent = false)
    {
        var text = VietnameseNumber.Of(exact) + (isPercent ? " %" : "");
        return decimal.TryParse(exact, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && exact.Count(char.IsAsciiDigit) <= DigitsThatStay
            ? new(text, number, exact.IndexOf('.', StringComparison.Ordinal) is var point and >= 0 ? exact.Length - point - 1 : 0, isPercent)
            : new(text);
    }
}
