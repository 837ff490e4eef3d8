using System.Globalization;

namespace IntegrationHub.Record.Verification;

/// <summary>Keeps the first mismatches and counts all: a store with a lost table has millions.</summary>
internal sealed class MismatchList
{
    private const int Kept = 1000;

    private readonly List<Mismatch> first = [];

    public IReadOnlyList<Mismatch> First => first;

    public long Count { get; private set; }

    public void Add(string table, string place, string expected, string found)
    {
        Count++;
        if (first.Count < Kept)
        {
            first.Add(new Mismatch(table, place, expected, found));
        }
    }

    /// <summary>What is corrupt need not be a day.</summary>
    public static string Day(int day) => day >= 0 && day <= DateOnly.MaxValue.DayNumber
        ? DateOnly.FromDayNumber(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
        : day.ToString(CultureInfo.InvariantCulture);
}
