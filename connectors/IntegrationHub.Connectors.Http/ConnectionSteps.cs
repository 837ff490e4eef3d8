using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace IntegrationHub.Connectors.Http;

/// <summary>A connection test: step by step, without retries, within ten seconds. The first step that fails is the last one shown.</summary>
public static class ConnectionSteps
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(9.5);

    /// <summary>How a source is called during a test.</summary>
    public static SourceHttpOptions Http(string source, Uri baseUrl, TimeProvider clock) => new()
    {
        Source = source, BaseUrl = baseUrl, Clock = clock, Retries = 0, AttemptTimeout = TimeSpan.FromSeconds(5), TotalTimeout = TimeSpan.FromSeconds(5),
    };

    /// <summary>Address, connection and sign-in, then the given steps.</summary>
    public static Task<IReadOnlyList<TestStep>> RunAsync(string source, Uri baseUrl, SourceClient client, IReadOnlyList<ConnectionStep> steps, CancellationToken cancellationToken) => RunAsync(
        source,
        [
            new("address", ($"{baseUrl.Host} is known", $"tìm thấy máy chủ {baseUrl.Host}"), cancel => ResolveAsync(source, baseUrl, cancel)),
            new("connect", baseUrl.Scheme == "https" ? ("connected, certificate accepted", "đã kết nối, chứng thư được chấp nhận") : ("connected, without TLS", "đã kết nối, không có TLS"), client.ReachAsync),
            new("sign-in", ("accepted", "được chấp nhận"), client.SignInAsync),
            .. steps,
        ],
        cancellationToken);

    public static async Task<IReadOnlyList<TestStep>> RunAsync(string source, IReadOnlyList<ConnectionStep> steps, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        var results = new List<TestStep>();
        foreach (var step in steps)
        {
            var began = Stopwatch.GetTimestamp();
            try
            {
                await step.TryAsync(limit.Token);
                results.Add(new TestStep(step.Name, true, step.Passed.En) { DetailVi = step.Passed.Vi, Took = Stopwatch.GetElapsedTime(began) });
            }
            catch (ConnectorException exception)
            {
                results.Add(new TestStep(step.Name, false, $"{exception.Code}: {exception.Message}", exception.Category) { Took = Stopwatch.GetElapsedTime(began) });
                break;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                results.Add(new TestStep(step.Name, false,
                    $"E_SOURCE_TIMEOUT: {source}: no answer within the ten seconds of a test; check the network and the source's load", FailureCategory.Unavailable) { Took = Stopwatch.GetElapsedTime(began) });
                break;
            }
        }

        return results;
    }

    public static async Task ResolveAsync(string source, Uri baseUrl, CancellationToken cancellationToken)
    {
        try
        {
            await Dns.GetHostAddressesAsync(baseUrl.DnsSafeHost, cancellationToken);
        }
        catch (SocketException exception)
        {
            throw new ConnectorException(FailureCategory.Unavailable, "E_SOURCE_UNREACHABLE",
                $"{source}: the host name {baseUrl.Host} is not known; check baseUrl and the name server", exception);
        }
    }
}

/// <param name="Name">What is tried.</param>
/// <param name="Passed">What is said when it worked, in both languages.</param>
public sealed record ConnectionStep(string Name, (string En, string Vi) Passed, Func<CancellationToken, Task> TryAsync);
