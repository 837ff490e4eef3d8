namespace IntegrationHub.Store.Sources;

/// <summary>
/// One of as many requests as a source's budget allows in its span. Whoever wants to send one takes the oldest that is older than the span:
/// so there are never more, however many processes ask.
/// </summary>
public sealed class SourceCall
{
    public required string Source { get; init; }

    public required int Slot { get; init; }

    public required DateTimeOffset At { get; set; }
}
