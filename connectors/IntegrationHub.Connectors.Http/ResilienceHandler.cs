using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace IntegrationHub.Connectors.Http;

/// <summary>Deadline of the call, retries with jitter that heed Retry-After, a circuit breaker, and the limit of each attempt, outside in.</summary>
internal sealed class ResilienceHandler : DelegatingHandler
{
    private readonly SourceHttpOptions _options;
    private readonly SourceFailures _failures;
    private readonly ResiliencePipeline<HttpResponseMessage> _call;
    private readonly ResiliencePipeline<HttpResponseMessage> _attempt;

    public ResilienceHandler(SourceHttpOptions options, SourceFailures failures)
    {
        _options = options;
        _failures = failures;
        (_call, _attempt) = (Call(options), Attempt(options));
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var place = SourceFailures.PlaceOf(request);
        if (request.RequestUri is not { } address || address.Scheme != _options.BaseUrl.Scheme || address.Authority != _options.BaseUrl.Authority)
        {
            throw _failures.Of(FailureCategory.Configuration, "E_HOST_NOT_ALLOWED", place, "only this host and port may be called; correct baseUrl");
        }

        // Begins with the leave for the first attempt, and stands still while another waits for its own: that is not the source's slowness.
        await EnterAsync(cancellationToken);
        using var deadline = new CancellationTokenSource(_options.TotalTimeout, _options.Clock);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var (began, waited) = (_options.Clock.GetTimestamp(), TimeSpan.Zero);
        try
        {
            var attempts = 0;
            return await _call.ExecuteAsync(
                async token =>
                {
                    if (attempts++ > 0)
                    {
                        var asked = _options.Clock.GetTimestamp();
                        deadline.CancelAfter(Timeout.InfiniteTimeSpan);
                        await EnterAsync(token);
                        waited += _options.Clock.GetElapsedTime(asked);
                        deadline.CancelAfter(Left());
                    }

                    return await _attempt.ExecuteAsync(static async (state, cancel) => await state.Handler.SendOnceAsync(state.Request, cancel), (Handler: this, Request: request), token);
                },
                ended.Token);
        }
        catch (OperationCanceledException exception) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw _failures.Timeout(place, _options.TotalTimeout, exception);
        }
        catch (TimeoutRejectedException exception)
        {
            throw _failures.Timeout(place, exception.Timeout, exception);
        }
        catch (BrokenCircuitException exception)
        {
            var cause = exception.InnerException as ConnectorException;
            throw _failures.Of(FailureCategory.Unavailable, cause?.Code ?? "E_SOURCE_UNREACHABLE", place,
                "most of the last calls failed, so it is left alone for a while; it is tried again by itself", exception);
        }

        TimeSpan Left() => _options.TotalTimeout + waited - _options.Clock.GetElapsedTime(began) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        base.SendAsync(request, cancellationToken);

    private static ValueTask EnterAsync(CancellationToken cancellationToken) => CallGate.Current?.EnterAsync(cancellationToken) ?? ValueTask.CompletedTask;

    private static ResiliencePipeline<HttpResponseMessage> Call(SourceHttpOptions options)
    {
        var pipeline = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = options.Clock };
        if (options.Retries > 0)
        {
            pipeline.AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = options.Retries,
                Delay = options.RetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = arguments => ValueTask.FromResult(MayPass(arguments.Outcome.Exception, options)),
                DelayGenerator = arguments => ValueTask.FromResult(AskedWait(arguments.Outcome.Exception)),
            });
        }

        return pipeline.Build();
    }

    private static ResiliencePipeline<HttpResponseMessage> Attempt(SourceHttpOptions options) =>
        new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = options.Clock }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<HttpResponseMessage>
            {
                FailureRatio = 0.5,
                MinimumThroughput = options.BreakerThroughput,
                SamplingDuration = options.BreakerWindow,
                BreakDuration = options.BreakerPause,
                ShouldHandle = arguments => ValueTask.FromResult(IsFailing(arguments.Outcome.Exception)),
            })
            .AddTimeout(options.AttemptTimeout)
            .Build();

    private static bool IsFailing(Exception? exception) =>
        exception is TimeoutRejectedException or ConnectorException { Category: FailureCategory.Unavailable };

    // A longer wait than one call may take belongs to the collector, which shows until when it waits.
    private static bool MayPass(Exception? exception, SourceHttpOptions options) =>
        (IsFailing(exception) || exception is ConnectorException { Category: FailureCategory.Throttled })
        && !(exception is ConnectorException { RetryAfter: { } wait } && wait > options.LongestWait);

    // A little more than asked, spread, so that many callers do not come back in the same instant.
    private static TimeSpan? AskedWait(Exception? exception) =>
        exception is ConnectorException { RetryAfter: { } wait } ? wait * (1 + (Random.Shared.Next(0, 100) / 1000.0)) : null;
}
