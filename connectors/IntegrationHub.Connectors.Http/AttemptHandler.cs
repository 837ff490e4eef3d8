using System.Diagnostics;
using System.Text;

namespace IntegrationHub.Connectors.Http;

/// <summary>One attempt: sends, reads the whole body within the limits, and refuses what is no answer of an API.</summary>
internal sealed class AttemptHandler(SourceHttpOptions options, SourceFailures failures) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var place = SourceFailures.PlaceOf(request);
        HttpResponseMessage? response = null;

        // Neither path nor query: there may be keys of records in them.
        using var span = HttpTelemetry.Activities.StartActivity(request.Method.Method, ActivityKind.Client, default(ActivityContext),
            [new("http.request.method", request.Method.Method), new("server.address", request.RequestUri?.Host), new("server.port", request.RequestUri?.Port)]);
        try
        {
            response = await base.SendAsync(request, cancellationToken);
            span?.SetTag("http.response.status_code", (int)response.StatusCode);
            if (response.Headers.Date is { } date)
            {
                CallGate.Current?.Saw(date + (response.Headers.Age ?? TimeSpan.Zero));
            }

            if (!response.IsSuccessStatusCode)
            {
                var failure = failures.OfStatus(response, place);
                if (failure.RetryAfter is { } wait && CallGate.Current is { } gate)
                {
                    await gate.LeaveAloneAsync(wait, cancellationToken);
                }

                throw failure;
            }

            var body = await SourceBody.ReadAsync(response.Content, options.LargestBody, cancellationToken)
                ?? throw failures.Of(FailureCategory.Malformed, "E_SOURCE_TOO_LARGE", place,
                    $"the answer is larger than {options.LargestBody / 1024} KiB; ask for smaller windows or pages");
            response.Content.Dispose();
            response.Content = body;
            if (LooksLikeHtml(body.Memory.Span, options.TakesXml))
            {
                throw failures.Of(FailureCategory.Malformed, "E_SOURCE_HTML", place,
                    "it answered a web page in place of data: a sign-in page, or a gateway's error page; check baseUrl and the gateway");
            }

            if (!SourceLetters.AreWhole(body.Memory.Span))
            {
                throw failures.Of(FailureCategory.Malformed, "E_SOURCE_JSON", place,
                    "it answered text with broken letters (not UTF-8, or half of a pair of \\u escapes); tell the source's operator");
            }

            span?.SetTag("http.response.body.size", body.Memory.Length);
            var answer = response;
            response = null;
            return answer;
        }
        catch (ConnectorException fault)
        {
            span?.SetTag("error.type", fault.Code).SetStatus(ActivityStatusCode.Error, fault.Code);
            throw;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or InvalidDataException)
        {
            var fault = failures.OfTransport(exception, place);
            span?.SetTag("error.type", fault.Code).SetStatus(ActivityStatusCode.Error, fault.Code);
            throw fault;
        }
        finally
        {
            response?.Dispose();
        }
    }

    private static bool LooksLikeHtml(ReadOnlySpan<byte> body, bool takesXml)
    {
        var start = body.TrimStart(" \t\r\n"u8);
        if (!takesXml)
        {
            return start.StartsWith("<"u8);
        }

        var head = Encoding.ASCII.GetString(start[..Math.Min(start.Length, 400)]);
        return head.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase) || head.Contains("<html", StringComparison.OrdinalIgnoreCase);
    }
}
