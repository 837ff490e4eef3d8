using System.Collections.Concurrent;
using System.Diagnostics;

namespace IntegrationHub.Host.Acceptance.Bench;

/// <summary>Keeps what is logged and traced, to search in. Of other people's code only warnings: the store's driver alone would say a line for each statement.</summary>
public sealed class Heard : ILoggerProvider
{
    private readonly ActivityListener listener;
    private readonly ConcurrentQueue<(string Place, string Text)> texts = new();

    public Heard()
    {
        listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => texts.Enqueue(("trace " + activity.Source.Name,
                $"{activity.DisplayName} {activity.StatusDescription} {string.Join(' ', activity.TagObjects)} {string.Join(' ', activity.Events.SelectMany(e => e.Tags))}")),
        };
        ActivitySource.AddActivityListener(listener);
    }

    public IReadOnlyCollection<(string Place, string Text)> Texts => texts;

    public ILogger CreateLogger(string categoryName) => new Listener(categoryName, texts);

    public void Dispose() => listener.Dispose();

    private sealed class Listener(string category, ConcurrentQueue<(string Place, string Text)> texts) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning || category.StartsWith("IntegrationHub", StringComparison.Ordinal);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                texts.Enqueue(($"log {category}, {logLevel}", $"{formatter(state, exception)} {exception}"));
            }
        }
    }
}
