using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace IntegrationHub.Simulators.Faults;

/// <summary>
/// Stands in front of every simulated source beside the one for procedures, and makes of its answers what a fault says: the same faults for
/// all of them, without a line in any.
/// </summary>
internal sealed class FaultGate(FaultBoard faults, IReadOnlyCollection<string> sources)
{
    private const string LoginPage = "<!DOCTYPE html><html><head><title>Đăng nhập</title></head><body><form action=\"/login\"></form></body></html>";

    private readonly ConcurrentDictionary<string, byte[]> _firstPages = new();

    public async Task InvokeAsync(HttpContext http, Func<Task> next)
    {
        var path = http.Request.Path.Value ?? "";
        var source = sources.FirstOrDefault(s => path.StartsWith("/" + s + "/", StringComparison.Ordinal));
        if (faults.IsEmpty || source is null)
        {
            await next();
            return;
        }

        if (Take(FaultKinds.Slow) is { } slow)
        {
            // Real time on purpose: the caller's timeout runs in real time too, whatever the clock of the world.
            await Task.Delay(TimeSpan.FromSeconds(slow.Seconds), http.RequestAborted);
        }

        if (await RefuseAsync(http, Take))
        {
            return;
        }

        await ReshapeAsync(http, next, path, Take);

        Fault? Take(string kind) => faults.Take(kind, FaultEndpoints.Any, null, f => f.Source == source && (f.Path is null || path.Contains(f.Path, StringComparison.Ordinal)));
    }

    /// <summary>Answers in the source's place.</summary>
    private static async Task<bool> RefuseAsync(HttpContext http, Func<string, Fault?> take)
    {
        if (take(FaultKinds.TooManyRequests) is { } throttled)
        {
            if (throttled.RetryAfter.Length > 0)
            {
                http.Response.Headers.RetryAfter = throttled.RetryAfter;
            }

            await Reply.Text(StatusCodes.Status429TooManyRequests, "Too many requests").SendAsync(http);
        }
        else if (take(FaultKinds.Error500) is { } error)
        {
            await Reply.Text(error.StatusCode, "Object reference not set to an instance of an object.").SendAsync(http);
        }
        else if (take(FaultKinds.Unauthorized) is not null)
        {
            await Reply.Text(StatusCodes.Status401Unauthorized, "Unauthorized").SendAsync(http);
        }
        else if (take(FaultKinds.Forbidden) is not null)
        {
            await Reply.Text(StatusCodes.Status403Forbidden, "Forbidden").SendAsync(http);
        }
        else if (take(FaultKinds.HtmlInsteadOfJson) is not null)
        {
            await Reply.Text(StatusCodes.Status200OK, LoginPage, "text/html; charset=utf-8").SendAsync(http);
        }
        else if (take(FaultKinds.EmptyObject) is not null)
        {
            await Reply.Text(StatusCodes.Status200OK, "{}", "application/json").SendAsync(http);
        }
        else if (take(FaultKinds.ErrorBody) is not null)
        {
            await Reply.Text(StatusCodes.Status200OK, """{"success":false,"error_code":"500","message":"Lỗi hệ thống"}""", "application/json").SendAsync(http);
        }
        else
        {
            return false;
        }

        return true;
    }

    /// <summary>Lets the source answer and changes the answer.</summary>
    private async Task ReshapeAsync(HttpContext http, Func<Task> next, string path, Func<string, Fault?> take)
    {
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
        if (take(FaultKinds.SamePage) is not null && http.Response.StatusCode == StatusCodes.Status200OK)
        {
            body = _firstPages.GetOrAdd(path, body);
        }

        body = Rows.Change(body, take);
        http.Response.ContentLength = null;
        if (take(FaultKinds.BadGzip) is not null)
        {
            http.Response.Headers.ContentEncoding = "gzip";
        }

        if (take(FaultKinds.ResetMidBody) is not null)
        {
            http.Response.ContentLength = body.Length;
            await wire.WriteAsync(body.AsMemory(0, body.Length / 2), http.RequestAborted);
            await wire.FlushAsync(http.RequestAborted);
            http.Abort();
            return;
        }

        if (take(FaultKinds.TruncatedJson) is not null)
        {
            body = body[..(body.Length / 2)];
        }

        await wire.WriteAsync(body, http.RequestAborted);
    }

    /// <summary>Changes of the records in an answer, wherever in it they stand.</summary>
    private static class Rows
    {
        private static readonly string[] Kinds =
            [FaultKinds.DuplicateRows, FaultKinds.RenameField, FaultKinds.RemoveField, FaultKinds.SetField, FaultKinds.AddField];

        public static byte[] Change(byte[] body, Func<string, Fault?> take)
        {
            if (body is not [(byte)'{' or (byte)'[', ..])
            {
                return body;
            }

            JsonNode? root = null;
            foreach (var kind in Kinds)
            {
                if (take(kind) is not { } fault)
                {
                    continue;
                }

                root ??= JsonNode.Parse(body);
                foreach (var list in Lists(root))
                {
                    Change(list, kind, fault);
                }
            }

            return root is null ? body : JsonSerializer.SerializeToUtf8Bytes(root);
        }

        private static void Change(JsonArray list, string kind, Fault fault)
        {
            if (kind == FaultKinds.DuplicateRows)
            {
                list.Add(list[0]!.DeepClone());
                return;
            }

            // One record of a list, or all of them.
            foreach (var row in (fault.EveryRow ? list : list.Take(1)).OfType<JsonObject>().Where(r => kind == FaultKinds.AddField || r.ContainsKey(fault.Name ?? "")))
            {
                var value = row[fault.Name ?? ""]?.DeepClone();
                switch (kind)
                {
                    case FaultKinds.RenameField:
                        row.Remove(fault.Name!);
                        row[fault.Name + "Moi"] = value;
                        break;
                    case FaultKinds.RemoveField:
                        row.Remove(fault.Name!);
                        break;
                    case FaultKinds.SetField:
                        row[fault.Name!] = fault.Value;
                        break;
                    default:
                        row["truongMoi"] = "1";
                        break;
                }
            }
        }

        private static IEnumerable<JsonArray> Lists(JsonNode? node) => node switch
        {
            JsonArray { Count: > 0 } list when list[0] is JsonObject => [list],
            JsonObject owner => owner.SelectMany(member => Lists(member.Value)),
            _ => [],
        };
    }
}
