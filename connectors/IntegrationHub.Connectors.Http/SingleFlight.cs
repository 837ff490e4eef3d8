namespace IntegrationHub.Connectors.Http;

/// <summary>Something acquired and how long it may be used.</summary>
public sealed record Held<T>(T Value, DateTimeOffset ExpiresAt);

/// <summary>
/// A session or token that many parallel requests share: acquired once for all of them, again when it is about to expire or when the source
/// rejects it, and then the rejected request is tried once more.
/// </summary>
public sealed class SingleFlight<T>(Func<CancellationToken, Task<Held<T>>> acquire, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private Flight? _current;

    /// <summary>Calls with the held value; a refusal to sign in (category Authentication) leads to one new acquisition and one more try.</summary>
    public async Task<TResult> UseAsync<TResult>(Func<T, CancellationToken, Task<TResult>> call, CancellationToken cancellationToken)
    {
        var flight = Current();
        var held = await flight.Landing.WaitAsync(cancellationToken);
        try
        {
            return await call(held.Value, cancellationToken);
        }
        catch (ConnectorException exception) when (exception.Category == FailureCategory.Authentication)
        {
            Drop(flight); // Only that one: a request that comes late with an old session must not drop the new one.
        }

        held = await Current().Landing.WaitAsync(cancellationToken);
        return await call(held.Value, cancellationToken);
    }

    /// <summary>What is held now, to be named when it turns out to be no good.</summary>
    public object? Mark => _current;

    /// <summary>What was held at a mark is not good any more; what was acquired since is left alone.</summary>
    public void Drop(object? mark)
    {
        lock (_lock)
        {
            if (ReferenceEquals(_current, mark))
            {
                _current = null;
            }
        }
    }

    private Flight Current()
    {
        lock (_lock)
        {
            if (_current is null || _current.Landing.IsFaulted || _current.RefreshAt <= clock.GetUtcNow())
            {
                _current = new Flight(acquire, clock);
            }

            return _current;
        }
    }

    private sealed class Flight
    {
        private static readonly TimeSpan Margin = TimeSpan.FromSeconds(60);

        public Flight(Func<CancellationToken, Task<Held<T>>> acquire, TimeProvider clock) => Landing = FlyAsync(acquire, clock);

        public Task<Held<T>> Landing { get; }

        public DateTimeOffset RefreshAt { get; private set; } = DateTimeOffset.MaxValue;

        // Not a caller's token: the flight is for all who wait, and the client's own deadline bounds it.
        private async Task<Held<T>> FlyAsync(Func<CancellationToken, Task<Held<T>>> acquire, TimeProvider clock)
        {
            await Task.Yield();
            var held = await acquire(CancellationToken.None);
            var life = held.ExpiresAt - clock.GetUtcNow();
            RefreshAt = held.ExpiresAt - (life / 2 < Margin ? life / 2 : Margin);
            return held;
        }
    }
}
