using Microsoft.AspNetCore.Http;

namespace IntegrationHub.Simulators.Faults;

/// <summary>Serves an answer, or what a fault of the whole request makes of it.</summary>
internal sealed class FaultyServing(FaultBoard faults)
{
    private const string LoginPage =
        "<!DOCTYPE html><html><head><title>Đăng nhập</title></head><body><form action=\"/login\"><input name=\"user\"></form></body></html>";

    public async Task ServeAsync(HttpContext http, string endpoint, string? unit, Func<Reply> answer)
    {
        if (faults.IsEmpty)
        {
            await answer().SendAsync(http);
            return;
        }

        if (faults.Take(FaultKinds.Slow, endpoint, unit) is { } slow)
        {
            // Real time on purpose: the caller's timeout runs in real time too, whatever the clock of the world.
            await Task.Delay(TimeSpan.FromSeconds(slow.Seconds), http.RequestAborted);
        }

        await (Replacement(http, endpoint, unit) ?? Cut(answer(), endpoint, unit)).SendAsync(http);
    }

    private Reply? Replacement(HttpContext http, string endpoint, string? unit)
    {
        if (faults.Take(FaultKinds.TooManyRequests, endpoint, unit) is { } throttled)
        {
            if (throttled.RetryAfter.Length > 0)
            {
                http.Response.Headers.RetryAfter = throttled.RetryAfter;
            }

            return Reply.Text(StatusCodes.Status429TooManyRequests, "Too many requests");
        }

        if (faults.Take(FaultKinds.Error500, endpoint, unit) is not null)
        {
            return Reply.Text(StatusCodes.Status500InternalServerError, "Object reference not set to an instance of an object.");
        }

        if (faults.Take(FaultKinds.HtmlInsteadOfJson, endpoint, unit) is not null)
        {
            return Reply.Text(StatusCodes.Status200OK, LoginPage, "text/html; charset=utf-8");
        }

        return faults.Take(FaultKinds.EmptyObject, endpoint, unit) is null
            ? null
            : Reply.Text(StatusCodes.Status200OK, "{}", "application/json; charset=utf-8");
    }

    private Reply Cut(Reply reply, string endpoint, string? unit) =>
        faults.Take(FaultKinds.TruncatedJson, endpoint, unit) is null ? reply : reply with { Body = reply.Body[..(reply.Body.Length / 2)] };
}
