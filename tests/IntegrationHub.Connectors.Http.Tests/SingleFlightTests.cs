using Xunit;

namespace IntegrationHub.Connectors.Http.Tests;

public sealed class SingleFlightTests
{
    private readonly TestClock _clock = new();
    private int _acquired;

    [Fact]
    public async Task Many_parallel_calls_sign_in_once()
    {
        var flight = Flight();
        var values = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => flight.UseAsync((value, _) => Task.FromResult(value), default)));
        Assert.All(values, value => Assert.Equal(1, value));
        Assert.Equal(1, _acquired);
    }

    [Fact]
    public async Task Rejected_value_is_renewed_once_for_all_and_each_call_tried_again()
    {
        var flight = Flight();
        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => flight.UseAsync(
            async (value, cancel) =>
            {
                await Task.Delay(10, cancel);
                return value == 1 ? throw SignIn() : value;
            },
            default)));
        Assert.All(results, value => Assert.Equal(2, value));
        Assert.Equal(2, _acquired);
    }

    [Fact]
    public async Task Second_rejection_is_final()
    {
        var calls = 0;
        await Assert.ThrowsAsync<ConnectorException>(() => Flight().UseAsync<int>((_, _) => throw (calls++ >= 0 ? SignIn() : new InvalidOperationException()), default));
        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task Other_faults_are_not_tried_again()
    {
        await Assert.ThrowsAsync<ConnectorException>(() => Flight().UseAsync<int>((_, _) => throw new ConnectorException(FailureCategory.Rejected, "E_REJECTED", "no"), default));
        Assert.Equal(1, _acquired);
    }

    [Fact]
    public async Task Value_is_renewed_before_it_expires()
    {
        var flight = Flight();
        await flight.UseAsync((value, _) => Task.FromResult(value), default);
        _clock.Now += TimeSpan.FromMinutes(8);
        Assert.Equal(1, await flight.UseAsync((value, _) => Task.FromResult(value), default));
        _clock.Now += TimeSpan.FromSeconds(90);
        Assert.Equal(2, await flight.UseAsync((value, _) => Task.FromResult(value), default));
    }

    [Fact]
    public async Task Failed_sign_in_is_tried_again_by_the_next_call()
    {
        var attempts = 0;
        var flight = new SingleFlight<int>(_ => ++attempts == 1 ? throw SignIn() : Task.FromResult(new Held<int>(7, _clock.Now.AddMinutes(10))), _clock);
        await Assert.ThrowsAsync<ConnectorException>(() => flight.UseAsync((value, _) => Task.FromResult(value), default));
        Assert.Equal(7, await flight.UseAsync((value, _) => Task.FromResult(value), default));
    }

    private SingleFlight<int> Flight() => new(
        async cancel =>
        {
            await Task.Delay(20, cancel);
            return new Held<int>(Interlocked.Increment(ref _acquired), _clock.Now.AddMinutes(10));
        },
        _clock);

    private static ConnectorException SignIn() => new(FailureCategory.Authentication, "E_SIGN_IN", "no");
}

internal sealed class TestClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2024, 12, 20, 1, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}
