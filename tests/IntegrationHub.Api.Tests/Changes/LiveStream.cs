using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Xunit;

namespace IntegrationHub.Api.Tests.Changes;

/// <summary>A connection to /stream, read by the parser that .NET programs use.</summary>
internal sealed class LiveStream(HttpResponseMessage response, IAsyncEnumerator<SseItem<string>> items) : IAsyncDisposable
{
    public static async Task<LiveStream> OpenAsync(ApiServer api, string query = "", string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/api/v1/stream" + query, UriKind.Relative));
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        var response = await api.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.True(response.StatusCode is HttpStatusCode.OK, response.StatusCode.ToString());
        return new(response, SseParser.Create(await response.Content.ReadAsStreamAsync()).EnumerateAsync().GetAsyncEnumerator());
    }

    /// <summary>The clock goes on while it waits.</summary>
    public async Task<SseItem<string>> NextAsync(ApiServer api)
    {
        var next = items.MoveNextAsync().AsTask();
        for (var i = 0; i < 1000 && !next.IsCompleted; i++)
        {
            await Task.WhenAny(next, Task.Delay(20));
            api.Clock.Advance(next.IsCompleted ? TimeSpan.Zero : TimeSpan.FromMilliseconds(500));
        }

        Assert.True(await next.WaitAsync(TimeSpan.FromSeconds(1)), "the stream ended");
        return items.Current;
    }

    /// <summary>The next that is no heartbeat.</summary>
    public async Task<SseItem<string>> NextEventAsync(ApiServer api)
    {
        while (true)
        {
            if (await NextAsync(api) is { EventType: not "heartbeat" } item)
            {
                return item;
            }
        }
    }

    public async Task<bool> IsOverAsync() => !await items.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));

    public async ValueTask DisposeAsync()
    {
        response.Dispose();
        try
        {
            await items.DisposeAsync();
        }
        catch (IOException)
        {
            // It was open.
        }
    }
}

internal static class LiveItems
{
    public static string Id(this SseItem<string> item)
    {
        using var document = JsonDocument.Parse(item.Data);
        return document.RootElement.GetProperty("id").GetString()!;
    }
}
