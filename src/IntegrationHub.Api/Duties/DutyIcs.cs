using System.Globalization;
using System.Text;
using IntegrationHub.Store.Duties;

namespace IntegrationHub.Api.Duties;

/// <summary>Duties with a date as a calendar (RFC 5545): a whole day each, in Viet Nam's days. The same duties are the same text.</summary>
internal static class DutyIcs
{
    public const string ContentType = "text/calendar";

    private const int BytesOfLine = 75;

    public static string Write(IReadOnlyList<DutyLine> duties)
    {
        var text = new StringBuilder();
        Line(text, "BEGIN:VCALENDAR");
        Line(text, "VERSION:2.0");
        Line(text, "PRODID:-//IntegrationHub//Duties//VI");
        Line(text, "CALSCALE:GREGORIAN");
        foreach (var duty in duties)
        {
            if (duty.LastDay is { } day)
            {
                Event(text, duty, day);
            }
        }

        Line(text, "END:VCALENDAR");
        return text.ToString();
    }

    private static void Event(StringBuilder text, DutyLine duty, DateOnly day)
    {
        Line(text, "BEGIN:VEVENT");
        Line(text, $"UID:{duty.Id}@integration-hub");

        // The format asks when the entry was made: an instant that is the same each time it is asked.
        Line(text, $"DTSTAMP:{(duty.Sent?.RecordedAt ?? duty.Deadline!.Value.AddYears(-1)).UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}");
        Line(text, $"DTSTART;VALUE=DATE:{Day(day)}");
        Line(text, $"DTEND;VALUE=DATE:{Day(day.AddDays(1))}");
        Line(text, $"SUMMARY:{Escaped($"{(duty.Sent is null ? "Hạn nộp" : "Đã nộp")}: {duty.UnitName}: {duty.What}")}");
        Line(text, $"DESCRIPTION:{Escaped(string.Join('\n', new[] { duty.AsWritten, duty.To is null ? null : $"Gửi {duty.To}", duty.Via is null ? null : $"Qua {duty.Via}", duty.Clause, duty.Note }.OfType<string>()))}");
        Line(text, "TRANSP:TRANSPARENT");
        if (duty is { Sent: null, RemindOn: { } remind })
        {
            Line(text, "BEGIN:VALARM");
            Line(text, "ACTION:DISPLAY");
            Line(text, $"DESCRIPTION:{Escaped(duty.What)}");

            // Eight in the morning of the day of the reminder; the event begins at midnight of the last day.
            Line(text, string.Create(CultureInfo.InvariantCulture, $"TRIGGER:{(remind == day ? "" : "-")}PT{Math.Abs(((day.DayNumber - remind.DayNumber) * 24) - 8)}H"));
            Line(text, "END:VALARM");
        }

        Line(text, "END:VEVENT");
    }

    private static string Day(DateOnly day) => day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    private static string Escaped(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(";", "\\;", StringComparison.Ordinal)
        .Replace(",", "\\,", StringComparison.Ordinal).Replace("\r", "", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    /// <summary>Long lines go on in the next one, after a space; a letter is never cut.</summary>
    private static void Line(StringBuilder text, string line)
    {
        var bytes = 0;
        foreach (var rune in line.EnumerateRunes())
        {
            if (bytes + rune.Utf8SequenceLength > BytesOfLine)
            {
                text.Append("\r\n ");
                bytes = 1;
            }

            text.Append(rune.ToString());
            bytes += rune.Utf8SequenceLength;
        }

        text.Append("\r\n");
    }
}
