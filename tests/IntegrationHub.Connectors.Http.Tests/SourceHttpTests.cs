using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace IntegrationHub.Connectors.Http.Tests;

/// <summary>Against a real server on loopback, which answers as each test says.</summary>
public sealed class SourceHttpTests : IAsyncLifetime
{
    private WebApplication _app = null!;
    private RequestDelegate _answer = http => http.Response.WriteAsync("{\"data\":[1]}");
    private Uri _url = null!;
    private int _calls;

    public async Task InitializeAsync() => (_app, _url) = await StartAsync(listen => { });

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Good_answer_is_given_whole_and_without_byte_order_mark()
    {
        _answer = http => http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes("\uFEFF{\"data\":[1]}")).AsTask();
        using var client = SourceHttp.Create(Options());
        using var response = await client.GetAsync("x");
        Assert.Equal("{\"data\":[1]}", Encoding.UTF8.GetString(SourceBody.Utf8(response).Span));
    }

    [Theory]
    [InlineData(401, FailureCategory.Authentication, "E_SIGN_IN", 1)]
    [InlineData(403, FailureCategory.Permission, "E_FORBIDDEN", 1)]
    [InlineData(404, FailureCategory.Configuration, "E_SOURCE_PATH", 1)]
    [InlineData(302, FailureCategory.Configuration, "E_SOURCE_REDIRECT", 1)]
    [InlineData(400, FailureCategory.Rejected, "E_REJECTED", 1)]
    [InlineData(408, FailureCategory.Unavailable, "E_SOURCE_TIMEOUT", 3)]
    [InlineData(429, FailureCategory.Throttled, "E_THROTTLED", 3)]
    [InlineData(500, FailureCategory.Unavailable, "E_SOURCE_ERROR", 3)]
    [InlineData(503, FailureCategory.Unavailable, "E_SOURCE_ERROR", 3)]
    public async Task Status_has_category_code_and_number_of_attempts(int status, FailureCategory category, string code, int attempts)
    {
        _answer = http =>
        {
            http.Response.StatusCode = status;
            http.Response.Headers.Location = "http://127.0.0.1:1/elsewhere";
            return http.Response.WriteAsync("secret text of the source");
        };
        var fault = await FaultAsync(Options());
        Assert.Equal((category, code, attempts), (fault.Category, fault.Code, _calls));
        Assert.Contains("GET /base/x", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_errors_that_pass_are_not_seen_by_the_caller()
    {
        _answer = http =>
        {
            http.Response.StatusCode = _calls < 3 ? 502 : 200;
            return http.Response.WriteAsync("[1]");
        };
        using var client = SourceHttp.Create(Options());
        using var response = await client.GetAsync("x");
        Assert.Equal(3, _calls);
    }

    [Fact]
    public async Task Short_retry_after_is_waited_for()
    {
        _answer = http =>
        {
            http.Response.StatusCode = _calls == 1 ? 429 : 200;
            http.Response.Headers.RetryAfter = "1";
            return http.Response.WriteAsync("[1]");
        };
        using var client = SourceHttp.Create(Options());
        var started = TimeProvider.System.GetTimestamp();
        using var response = await client.GetAsync("x");
        Assert.InRange(TimeProvider.System.GetElapsedTime(started).TotalSeconds, 0.95, 20);
    }

    [Theory]
    [InlineData("120", 120)]
    [InlineData("864000", 3600)] // Ten days are cut down.
    [InlineData("date", 600)]
    public async Task Long_retry_after_is_left_to_the_collector(string header, double seconds)
    {
        _answer = http =>
        {
            http.Response.StatusCode = 429;
            http.Response.Headers.Date = "Fri, 20 Dec 2024 01:00:00 GMT";
            http.Response.Headers.RetryAfter = header == "date" ? "Fri, 20 Dec 2024 01:10:00 GMT" : header;
            return Task.CompletedTask;
        };
        var fault = await FaultAsync(Options());
        Assert.Equal((1, TimeSpan.FromSeconds(seconds)), (_calls, fault.RetryAfter));
    }

    [Theory]
    [InlineData("Fri, 20 Dec 2024 00:00:00 GMT")]
    [InlineData("soon")]
    [InlineData("0")]
    public async Task Useless_retry_after_counts_as_none(string header)
    {
        _answer = http =>
        {
            http.Response.StatusCode = 429;
            http.Response.Headers.Date = "Fri, 20 Dec 2024 01:00:00 GMT";
            http.Response.Headers.RetryAfter = header;
            return Task.CompletedTask;
        };
        var fault = await FaultAsync(Options());
        Assert.Equal((3, null), (_calls, fault.RetryAfter));
    }

    [Fact]
    public async Task Web_page_in_place_of_data_is_named_as_such()
    {
        _answer = http => http.Response.WriteAsync("\r\n <!DOCTYPE html><html>login</html>");
        var fault = await FaultAsync(Options());
        Assert.Equal((FailureCategory.Malformed, "E_SOURCE_HTML", 1), (fault.Category, fault.Code, _calls));
    }

    [Fact]
    public async Task Answer_above_the_limit_is_refused_also_when_it_was_packed_small()
    {
        _answer = http => http.Response.WriteAsync(new string('1', 5000));
        Assert.Equal("E_SOURCE_TOO_LARGE", (await FaultAsync(Options() with { LargestBody = 4096 })).Code);

        _answer = async http =>
        {
            http.Response.Headers.ContentEncoding = "gzip";
            await using var gzip = new GZipStream(http.Response.Body, CompressionLevel.Optimal);
            await gzip.WriteAsync(Encoding.ASCII.GetBytes(new string('1', 1_000_000)));
        };
        Assert.Equal("E_SOURCE_TOO_LARGE", (await FaultAsync(Options() with { LargestBody = 100_000 })).Code);
    }

    [Fact]
    public async Task Plain_body_with_a_gzip_label_is_malformed()
    {
        _answer = http =>
        {
            http.Response.Headers.ContentEncoding = "gzip";
            return http.Response.WriteAsync("{\"data\":[1]}");
        };
        Assert.Equal((FailureCategory.Malformed, "E_SOURCE_JSON"), Kind(await FaultAsync(Options())));
    }

    [Fact]
    public async Task Answer_that_breaks_off_is_tried_again_and_never_given_in_part()
    {
        _answer = async http =>
        {
            http.Response.ContentLength = 100;
            await http.Response.WriteAsync("[1,");
            await http.Response.Body.FlushAsync();
            http.Abort();
        };
        Assert.Equal((FailureCategory.Unavailable, "E_SOURCE_UNREACHABLE"), Kind(await FaultAsync(Options())));
        Assert.Equal(3, _calls);
    }

    [Fact]
    public async Task Drip_of_bytes_does_not_get_past_the_deadline()
    {
        _answer = async http =>
        {
            while (!http.RequestAborted.IsCancellationRequested)
            {
                await http.Response.WriteAsync(" ");
                await http.Response.Body.FlushAsync();
                await Task.Delay(50);
            }
        };
        var started = TimeProvider.System.GetTimestamp();
        var fault = await FaultAsync(Options() with { AttemptTimeout = TimeSpan.FromSeconds(10), TotalTimeout = TimeSpan.FromSeconds(1) });
        Assert.Equal((FailureCategory.Unavailable, "E_SOURCE_TIMEOUT"), Kind(fault));
        Assert.InRange(TimeProvider.System.GetElapsedTime(started).TotalSeconds, 0.9, 8);
    }

    [Fact]
    public async Task Waiting_for_leave_between_attempts_does_not_count_toward_the_deadline()
    {
        _answer = http =>
        {
            http.Response.StatusCode = _calls < 3 ? 503 : 200;
            return Task.CompletedTask;
        };
        CallGate.Current = new SlowGate(TimeSpan.FromSeconds(0.7));
        using var client = SourceHttp.Create(Options() with { TotalTimeout = TimeSpan.FromSeconds(1) });
        using var response = await client.GetAsync("x");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);

        // The source's own slowness counts as ever.
        _answer = http => Task.Delay(TimeSpan.FromSeconds(30), http.RequestAborted);
        CallGate.Current = new SlowGate(TimeSpan.FromSeconds(0.1));
        Assert.Equal((FailureCategory.Unavailable, "E_SOURCE_TIMEOUT"), Kind(await FaultAsync(Options() with { AttemptTimeout = TimeSpan.FromSeconds(0.6), TotalTimeout = TimeSpan.FromSeconds(1) })));
    }

    [Fact]
    public async Task Silence_ends_each_attempt_and_is_tried_again()
    {
        _answer = http => Task.Delay(TimeSpan.FromSeconds(30), http.RequestAborted);
        var fault = await FaultAsync(Options() with { AttemptTimeout = TimeSpan.FromSeconds(0.3) });
        Assert.Equal((FailureCategory.Unavailable, "E_SOURCE_TIMEOUT"), Kind(fault));
        Assert.Equal(3, _calls);
    }

    [Fact]
    public async Task Only_the_configured_host_and_port_are_called()
    {
        using var client = SourceHttp.Create(Options());
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => client.GetAsync("http://127.0.0.1:1/x"));
        Assert.Equal((FailureCategory.Configuration, "E_HOST_NOT_ALLOWED"), Kind(fault));
    }

    [Fact]
    public async Task Nobody_there_is_unreachable()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        Assert.Equal((FailureCategory.Unavailable, "E_SOURCE_UNREACHABLE"), Kind(await FaultAsync(Options() with { BaseUrl = new Uri($"http://127.0.0.1:{port}/base") })));
        Assert.Equal((FailureCategory.Unavailable, "E_SOURCE_UNREACHABLE"), Kind(await FaultAsync(Options() with { BaseUrl = new Uri("http://no-such-host.invalid/base") })));
    }

    [Fact]
    public async Task Certificate_that_nobody_vouches_for_is_a_matter_of_configuration()
    {
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
        using var usable = X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
        var (app, url) = await StartAsync(listen => listen.UseHttps(usable));
        await using (app)
        {
            var fault = await FaultAsync(Options() with { BaseUrl = new UriBuilder(url) { Scheme = "https" }.Uri });
            Assert.Equal((FailureCategory.Configuration, "E_SOURCE_TLS"), Kind(fault));
            Assert.Equal(0, _calls);
        }
    }

    [Fact]
    public async Task Circuit_opens_when_most_calls_fail_and_keeps_the_cause()
    {
        _answer = http =>
        {
            http.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        using var client = SourceHttp.Create(Options() with { Retries = 0, BreakerThroughput = 5 });
        for (var call = 0; call < 10; call++)
        {
            var fault = await Assert.ThrowsAsync<ConnectorException>(() => client.GetAsync("x"));
            Assert.Equal((FailureCategory.Unavailable, "E_SOURCE_ERROR"), Kind(fault));
        }

        Assert.Equal(5, _calls);
    }

    /// <summary>Gives leave after a while.</summary>
    private sealed class SlowGate(TimeSpan wait) : ICallGate
    {
        public async ValueTask EnterAsync(CancellationToken cancellationToken) => await Task.Delay(wait, cancellationToken);

        public ValueTask LeaveAloneAsync(TimeSpan wait, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }

    private SourceHttpOptions Options() => new()
    {
        Source = "test", BaseUrl = new Uri(_url, "base"), Retries = 2, RetryDelay = TimeSpan.FromMilliseconds(10), BreakerThroughput = 100,
    };

    private static (FailureCategory, string) Kind(ConnectorException fault) => (fault.Category, fault.Code);

    private async Task<ConnectorException> FaultAsync(SourceHttpOptions options)
    {
        _calls = 0;
        using var client = SourceHttp.Create(options);
        return await Assert.ThrowsAsync<ConnectorException>(() => client.GetAsync("x?token=secret"));
    }

    private async Task<(WebApplication App, Uri Url)> StartAsync(Action<Microsoft.AspNetCore.Server.Kestrel.Core.ListenOptions> configure)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, configure));
        var app = builder.Build();
        app.Run(http =>
        {
            Interlocked.Increment(ref _calls);
            return _answer(http);
        });
        await app.StartAsync();
        return (app, new Uri(app.Urls.First().Replace("[::]", "127.0.0.1", StringComparison.Ordinal)));
    }
}
