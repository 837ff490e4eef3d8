using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace IntegrationHub.Simulators.Faults;

/// <summary>
/// Stands in front of every simulated source and makes of its answers what a fault says: the same faults for all of them, without a line in
/// any. It counts the requests, so that a test sees who hammers a source that is down.
/// </summary>
internal sealed class FaultGate(FaultBoard faults, IReadOnlyCollection<string> sources, TimeProvider time)
{
    private const string LoginPage = "<!DOCTYPE html><html><head><title>Đăng nhập</title></head><body><form action=\"/login\"></form></body></html>";

    private readonly ConcurrentDictionary<string, byte[]> _firstPages = new();
    private readonly ListShift _shift = new();

    public async Task InvokeAsync(HttpContext http, Func<Task> next)
    {
        var path = http.Request.Path.Value ?? "";
        if (SourceOf(path) is not { } source)
        {
            await next();
            return;
        }

        // The sites of communes stand for hosts of others: who visits them asks nothing of the source.
        if (!path.Contains("/sites/", StringComparison.Ordinal))
        {
            faults.Count(source, path + http.Request.QueryString);
        }

        http.Response.Headers.Date = SourceTime.Clock(time, faults, source).ToString("R", CultureInfo.InvariantCulture);
        if (faults.IsEmpty)
        {
            await next();
            return;
        }

        if (Take(FaultKinds.Slow) is { } slow)
        {
            // Real time on purpose: the caller's timeout runs in real time too, whatever the clock of the world.
            await Task.Delay(TimeSpan.FromSeconds(slow.Seconds), http.RequestAborted);
        }

        if (!await FaultyAnswers.CutOffAsync(http, Take) && !await RefuseAsync(http, Take))
        {
            await ReshapeAsync(http, next, path, Take);
        }

        Fault? Take(string kind) => faults.Take(kind, FaultEndpoints.Any, null, f => f.Source == source && (f.Path is null || path.Contains(f.Path, StringComparison.Ordinal)));
    }

    private string? SourceOf(string path) => sources.FirstOrDefault(s => path.StartsWith("/" + s + "/", StringComparison.Ordinal))
        ?? (path.StartsWith("/api/", StringComparison.Ordinal) || path.StartsWith("/mapi/", StringComparison.Ordinal) ? DemoSources.TthcId : null);

    /// <summary>Answers in the source's place.</summary>
    private async Task<bool> RefuseAsync(HttpContext http, Func<string, Fault?> take)
    {
        var reply = take(FaultKinds.TooManyRequests) is { } throttled ? Throttle(throttled, StatusCodes.Status429TooManyRequests)
            : take(FaultKinds.Error500) is { } error ? Reply.Text(error.StatusCode, "Object reference not set to an instance of an object.")
            : take(FaultKinds.Unauthorized) is not null ? Reply.Text(StatusCodes.Status401Unauthorized, "Unauthorized")
            : take(FaultKinds.Forbidden) is { } forbidden ? Throttle(forbidden, StatusCodes.Status403Forbidden)
            : take(FaultKinds.HtmlInsteadOfJson) is not null ? Reply.Text(StatusCodes.Status200OK, LoginPage, "text/html; charset=utf-8")
            : take(FaultKinds.EmptyObject) is not null ? Reply.Text(StatusCodes.Status200OK, "{}", "application/json")
            : take(FaultKinds.ErrorBody) is not null ? Reply.Text(StatusCodes.Status200OK, """{"success":false,"error_code":"500","message":"Lỗi hệ thống"}""", "application/json")
            : null;
        if (reply is not null)
        {
            await reply.SendAsync(http);
        }

        return reply is not null;

        Reply Throttle(Fault fault, int status)
        {
            if (fault.RetryAfter.Length > 0)
            {
                http.Response.Headers.RetryAfter = fault.RetryAfter.StartsWith("date:", StringComparison.Ordinal)
                    ? time.GetUtcNow().AddSeconds(double.Parse(fault.RetryAfter[5..], CultureInfo.InvariantCulture)).ToString("R", CultureInfo.InvariantCulture)
                    : fault.RetryAfter;
            }

            return Reply.Text(status, status == StatusCodes.Status403Forbidden ? "Forbidden" : "Too many requests");
        }
    }

    /// <summary>Lets the source answer and changes the answer.</summary>
    private async Task ReshapeAsync(HttpContext http, Func<Task> next, string path, Func<string, Fault?> take)
    {
        if (take(FaultKinds.SmallerPages) is { } smaller)
        {
            PageQuery.Shrink(http.Request, smaller);
        }

        var wire = http.Response.Body;
        using var answer = new MemoryStream();
        http.Response.Body = answer;
        try
        {
            await next();
        }
        finally
        {
            http.Response.Body = wire;
        }

        var body = answer.ToArray();
        http.Response.ContentLength = null;
        if (http.Response.StatusCode == StatusCodes.Status200OK)
        {
            if (take(FaultKinds.SamePage) is not null)
            {
                body = _firstPages.GetOrAdd(path, body);
            }

            body = _shift.Change(FaultyRows.Change(body, take), http.Request, take);
        }

        await FaultyAnswers.SendAsync(http, wire, body, take);
    }
}
