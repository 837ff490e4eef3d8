using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using IntegrationHub.Indicators.Catalogue;

namespace IntegrationHub.Indicators.Periods;

public enum PeriodType
{
    Month,
    Quarter,
    Half,

    /// <summary>January to September, the third cumulative quarter.</summary>
    NineMonth,
    Year,
    Range,
}

/// <summary>An interval with the id that names exactly it. Cumulative quarters are 2024-Q1, 2024-H1, 2024-9M, 2024.</summary>
public sealed record Period(string Id, CalendarKind Calendar, PeriodType Type, DateOnly From, DateOnly To)
{
    public const string Forms = "2024-M03, 2024-Q1, 2024-H1, 2024-9M, 2024, 2024-01-01..2024-03-15";

    // Asked for with every figure of every unit; few years are asked about.
    private static readonly ConcurrentDictionary<(CalendarKind Calendar, int Year), IReadOnlyList<Period>> Named = new();

    public Interval Interval => new(From, To);

    public override string ToString() => Id;

    /// <summary>The period of an interval: with its name when it has one, else a range.</summary>
    public static Period Of(Interval interval, CalendarKind calendar)
    {
        var (year, _) = CalendarYear.MonthOf(calendar, interval.From);
        return NamedIn(calendar, year).FirstOrDefault(p => p.Interval == interval)
            ?? new($"{Iso(interval.From)}..{Iso(interval.To)}", calendar, PeriodType.Range, interval.From, interval.To);
    }

    public static Period Year(int year, CalendarKind calendar) => Make(Four(year), calendar, PeriodType.Year, year, 1, 12);

    public static Period Quarter(int year, int quarter, CalendarKind calendar) =>
        Make($"{Four(year)}-Q{quarter}", calendar, PeriodType.Quarter, year, (quarter * 3) - 2, 3);

    public static Period Month(int year, int month, CalendarKind calendar) => Make($"{Four(year)}-M{Two(month)}", calendar, PeriodType.Month, year, month, 1);

    public static bool TryParse(string? text, CalendarKind calendar, [NotNullWhen(true)] out Period? period, [NotNullWhen(false)] out string? error)
    {
        period = text?.Contains("..", StringComparison.Ordinal) is true ? ParseRange(text, calendar) : ParseNamed(text, calendar);
        error = period is null ? $"'{text}' is no period. Write one of {Forms} (a range has an exclusive end after its start)." : null;
        return period is not null;
    }

    private static Period? ParseRange(string text, CalendarKind calendar)
    {
        var dots = text.IndexOf("..", StringComparison.Ordinal);
        return TryDay(text[..dots], out var from) && TryDay(text[(dots + 2)..], out var to) && from < to
            ? new($"{Iso(from)}..{Iso(to)}", calendar, PeriodType.Range, from, to)
            : null;
    }

    private static Period? ParseNamed(string? text, CalendarKind calendar) =>
        text is { Length: >= 4 } && int.TryParse(text.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var year) && year is >= 1900 and < 2200
            ? NamedIn(calendar, year).FirstOrDefault(p => p.Id == text)
            : null;

    /// <summary>The periods of a year that have a name, the longest first; no two are the same interval.</summary>
    public static IReadOnlyList<Period> NamedIn(CalendarKind calendar, int year) => Named.GetOrAdd((calendar, year), static of =>
    [
        Year(of.Year, of.Calendar),
        Make($"{Four(of.Year)}-9M", of.Calendar, PeriodType.NineMonth, of.Year, 1, 9),
        Make($"{Four(of.Year)}-H1", of.Calendar, PeriodType.Half, of.Year, 1, 6),
        Make($"{Four(of.Year)}-H2", of.Calendar, PeriodType.Half, of.Year, 7, 6),
        .. Enumerable.Range(1, 4).Select(quarter => Quarter(of.Year, quarter, of.Calendar)),
        .. Enumerable.Range(1, 12).Select(month => Month(of.Year, month, of.Calendar)),
    ]);

    private static Period Make(string id, CalendarKind calendar, PeriodType type, int year, int first, int count)
    {
        var interval = CalendarYear.Months(calendar, year, first, count);
        return new(id, calendar, type, interval.From, interval.To);
    }

    private static bool TryDay(string text, out DateOnly day) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Four(int year) => year.ToString("0000", CultureInfo.InvariantCulture);

    private static string Two(int month) => month.ToString("00", CultureInfo.InvariantCulture);
}
