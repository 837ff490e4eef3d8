using System.Globalization;
using IntegrationHub.Connectors.Http.Mappings;

namespace IntegrationHub.Connectors.Tthc.Snapshots;

/// <summary>Kinds of period, named as in reading keys.</summary>
internal enum SnapshotPeriodKind
{
    Thang,
    Quy,
    Nam,
}

/// <summary>A period that the source keeps counts for: a month, a quarter, or a year (number 0).</summary>
internal readonly record struct SnapshotPeriod(SnapshotPeriodKind Kind, int Number, int Year)
{
    public DateOnly From => Kind switch
    {
        SnapshotPeriodKind.Thang => new DateOnly(Year, Number, 1),
        SnapshotPeriodKind.Quy => new DateOnly(Year, (3 * Number) - 2, 1),
        _ => new DateOnly(Year, 1, 1),
    };

    public DateOnly To => From.AddMonths(Months(Kind));

    public string Token => string.Create(CultureInfo.InvariantCulture, $"{KindToken(Kind)}|{Number}|{Year}");

    /// <summary>The source takes and gives the kind as Vietnamese text.</summary>
    public string QueryKind => Kind switch
    {
        SnapshotPeriodKind.Thang => "Tháng",
        SnapshotPeriodKind.Quy => "Quý",
        _ => "Năm",
    };

    public static string KindToken(SnapshotPeriodKind kind) => kind switch
    {
        SnapshotPeriodKind.Thang => "thang",
        SnapshotPeriodKind.Quy => "quy",
        _ => "nam",
    };

    public static int Months(SnapshotPeriodKind kind) => kind switch
    {
        SnapshotPeriodKind.Thang => 1,
        SnapshotPeriodKind.Quy => 3,
        _ => 12,
    };

    public static SnapshotPeriodKind? ParseKind(string? text) => FieldValue.MonthsOf(text) switch
    {
        1 => SnapshotPeriodKind.Thang,
        3 => SnapshotPeriodKind.Quy,
        12 => SnapshotPeriodKind.Nam,
        _ => null,
    };

    /// <summary>Null when there is no such period.</summary>
    public static SnapshotPeriod? Create(SnapshotPeriodKind kind, long number, long year) =>
        year is >= 2000 and <= 2199 && kind switch
        {
            SnapshotPeriodKind.Thang => number is >= 1 and <= 12,
            SnapshotPeriodKind.Quy => number is >= 1 and <= 4,
            _ => number == 0,
        }
            ? new SnapshotPeriod(kind, (int)number, (int)year)
            : null;

    public static SnapshotPeriod MonthOf(DateOnly day) => new(SnapshotPeriodKind.Thang, day.Month, day.Year);

    public static SnapshotPeriod Containing(SnapshotPeriodKind kind, DateOnly day) => kind switch
    {
        SnapshotPeriodKind.Thang => MonthOf(day),
        SnapshotPeriodKind.Quy => new SnapshotPeriod(kind, ((day.Month - 1) / 3) + 1, day.Year),
        _ => new SnapshotPeriod(kind, 0, day.Year),
    };

    /// <summary>Every period of a kind that begins in [from, to).</summary>
    public static IEnumerable<SnapshotPeriod> Beginning(SnapshotPeriodKind kind, DateOnly from, DateOnly to)
    {
        for (var period = Containing(kind, from); period.From < to; period = Containing(kind, period.To))
        {
            if (period.From >= from)
            {
                yield return period;
            }
        }
    }
}
