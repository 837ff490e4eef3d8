using IntegrationHub.Connectors.Http;

namespace IntegrationHub.Connectors.Rest;

/// <summary>Where a declared stream stands.</summary>
/// <param name="ReadOn">Day on which the last complete run began; null while the first is under way.</param>
/// <param name="From">First day of the run under way; null when none is.</param>
/// <param name="To">Day after its last.</param>
/// <param name="Window">The window to go on with; null at the end.</param>
/// <param name="At">Page number, offset, cursor or link within the window; null for its beginning.</param>
/// <param name="Seen">Rows of the window that were read before.</param>
/// <param name="Total">How many rows the window had when its first page was read; null when the source does not say.</param>
/// <param name="Backfill">Bounds of a bounded pull, whose position is not the stream's.</param>
internal sealed record RestCursor(DateOnly? ReadOn, DateOnly? From, DateOnly? To, string? Window, string? At, long Seen, long? Total, string? Backfill)
{
    public static readonly RestCursor Start = new(null, null, null, null, null, 0, null, null);

    public RestCursor AtBeginningOf(RequestWindow window) => this with { Window = window.Token, At = null, Seen = 0, Total = null };

    public string Write(string stream) => CursorText.Write(stream,
        ("readOn", ReadOn), ("from", From), ("to", To), ("window", Window), ("at", At), ("seen", Seen == 0 ? null : Seen), ("total", Total), ("backfill", Backfill));

    public static RestCursor Parse(string? text, string source, string stream) =>
        CursorText.Read(text, source, stream) is not { } read ? Start
        : new(read.Day("readOn"), read.Day("from"), read.Day("to"), read.Text("window"), read.Text("at"), read.Number("seen") ?? 0, read.Number("total"), read.Text("backfill"));
}
