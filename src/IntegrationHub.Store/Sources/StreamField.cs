namespace IntegrationHub.Store.Sources;

/// <summary>A field that a source sends and the stream's contract does not know: its name only, never its value.</summary>
public sealed class StreamField
{
    public required string Source { get; init; }

    public required string Stream { get; init; }

    public required string Field { get; init; }

    public required DateTimeOffset FirstSeenAt { get; init; }
}
