using System.Collections.Concurrent;
using System.Text.Json;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Host.Tests.Trials;

/// <summary>The real program over a store, asked over HTTP, with everything that it logs.</summary>
public sealed class ServedHub : IAsyncDisposable, ILoggerProvider
{
    private readonly TemporaryFolder folder = new();
    private readonly ConcurrentQueue<string> logged = new();
    private WebApplication app = null!;

    public HttpClient Client { get; private set; } = null!;

    public string Logged => string.Join('\n', logged);

    public static async Task<ServedHub> StartAsync(string store, TimeProvider clock)
    {
        var hub = new ServedHub();
        var settings = new HubSettings { Store = "sqlite:" + store, Bus = "in-memory", Roles = HubRoles.All, Urls = [new Uri("http://127.0.0.1:0")], Data = hub.folder.Path };
        hub.app = HubHost.Build(settings, clock, scheduled: true, isDemo: true);
        hub.app.Services.GetRequiredService<ILoggerFactory>().AddProvider(hub);
        await HubHost.PrepareAsync(hub.app.Services, null, CancellationToken.None);
        await hub.app.StartAsync();
        hub.Client = new HttpClient { BaseAddress = new Uri(hub.app.Urls.First()), Timeout = TimeSpan.FromSeconds(90) };
        return hub;
    }

    public async Task<JsonElement> AskAsync(string method, string path, string? body = null, int status = 200, string? revision = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri("/api/v1" + path, UriKind.Relative)) { Content = body is null ? null : new StringContent(body, System.Text.Encoding.UTF8, "application/json") };
        if (revision is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", $"\"{revision}\"");
        }

        using var response = await Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status == (int)response.StatusCode, $"{method} {path}: {(int)response.StatusCode} {text}");
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    public ILogger CreateLogger(string categoryName) => new Lines(logged);

    public void Dispose()
    {
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        folder.Dispose();
    }

    private sealed class Lines(ConcurrentQueue<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => lines.Enqueue(formatter(state, exception) + exception);
    }
}
