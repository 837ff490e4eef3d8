namespace IntegrationHub.Connectors;

/// <summary>
/// Leave to ask a source, shared by every process that reads it: its rate budget, and the time for which it asked to be left alone.
/// </summary>
public interface ICallGate
{
    /// <summary>Waits until one more request may be sent. Called before each attempt, repeated ones too.</summary>
    /// <exception cref="ConnectorException">The source asked to be left alone for longer than a run waits (<see cref="FailureCategory.Throttled"/>).</exception>
    ValueTask EnterAsync(CancellationToken cancellationToken);

    /// <summary>The source asked to be left alone: nobody sends it a request before that time is over.</summary>
    /// <param name="wait">How long, already cut down to what is sensible.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    ValueTask LeaveAloneAsync(TimeSpan wait, CancellationToken cancellationToken);

    /// <summary>An answer came with the time of its source. Where that is behind, a day has not ended yet at the source; called for each answer that says it.</summary>
    /// <param name="sourceNow">What the source's own clock showed.</param>
    void Saw(DateTimeOffset sourceNow)
    {
    }
}

/// <summary>
/// The gate of the run under way. It flows with the asynchronous calls of the run, so that no connector has to pass it on and none can
/// forget to; <c>IntegrationHub.Connectors.Http</c> asks it before every request. Connection tests and previews have none.
/// </summary>
public static class CallGate
{
    private static readonly AsyncLocal<ICallGate?> Flowing = new();

    /// <summary>The gate of the run that the caller is part of.</summary>
    /// <value>Null outside of runs: nothing is limited.</value>
    public static ICallGate? Current
    {
        get => Flowing.Value;
        set => Flowing.Value = value;
    }
}
