using System.CommandLine;
using System.Globalization;
using IntegrationHub.Indicators.Progress;

namespace IntegrationHub.Host.Commands.Output;

/// <summary>Options that many commands share.</summary>
internal static class Formats
{
    public const string Json = "json";

    public static Option<string> Option()
    {
        var format = new Option<string>("--format") { Description = "table or json.", DefaultValueFactory = _ => "table" };
        format.AcceptOnlyFromAmong("table", Json);
        return format;
    }

    /// <summary>A day in one form only: what a machine's culture would make of 01/02 is nobody's guess.</summary>
    public static Option<DateOnly?> Day(string name, string description, bool required = false) => new(name)
    {
        Description = description,
        Required = required,
        HelpName = "yyyy-MM-dd",
        CustomParser = result =>
        {
            var text = result.Tokens[^1].Value;
            if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            {
                return day;
            }

            result.AddError($"{name}: '{text}' is no day; write it like 2024-03-15");
            return null;
        },
    };

    public static string Of(DateOnly? day) => day?.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture) ?? "—";

    /// <summary>In the time of Viet Nam, as people read it.</summary>
    public static string Of(DateTimeOffset? instant) =>
        instant?.ToOffset(Store.Model.VietnamDay.Offset).ToString("dd/MM/yyyy HH:mm", CultureInfo.InvariantCulture) ?? "—";

    /// <summary>The two numbers only where something is missing: in a complete row they say nothing more.</summary>
    public static string Of(RowCoverage coverage) =>
        coverage.Expected == 0 ? "" : coverage.Received >= coverage.Expected ? "đủ" : string.Create(CultureInfo.InvariantCulture, $"{coverage.Received}/{coverage.Expected}");

    public static string Of(long number) => number.ToString(CultureInfo.InvariantCulture);
}
