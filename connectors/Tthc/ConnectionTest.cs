using System.Net;
using System.Net.Sockets;
using IntegrationHub.Connectors.Http;
using IntegrationHub.Connectors.Tthc.Snapshots;

namespace IntegrationHub.Connectors.Tthc;

/// <summary>Step by step, without retries, within ten seconds: the first step that fails is the last one shown.</summary>
internal static class ConnectionTest
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(9.5);

    public static async Task<IReadOnlyList<TestStep>> RunAsync(TthcOptions options, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var client = new TthcClient(options with { PageSize = 1 }, clock, new SourceHttpOptions
        {
            Source = options.Source, BaseUrl = options.BaseUrl, Clock = clock, Retries = 0,
            AttemptTimeout = TimeSpan.FromSeconds(5), TotalTimeout = TimeSpan.FromSeconds(5),
        });
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        var today = VietnamDate.DayOf(clock.GetUtcNow());
        (string Name, string Passed, Func<CancellationToken, Task> Try)[] steps =
        [
            ("address", $"{options.BaseUrl.Host} is known", cancel => ResolveAsync(options, cancel)),
            ("connect", options.BaseUrl.Scheme == "https" ? "connected, certificate accepted" : "connected, without TLS", cancel => ReachAsync(client, cancel)),
            ("sign-in api", "token received", client.SignInForSnapshotsAsync),
            ("sign-in mapi", "session received", client.SignInForDossiersAsync),
            ("permission", "one snapshot read", cancel => client.SearchSnapshotsAsync(SnapshotPeriod.MonthOf(today), 1, cancel)),
        ];

        var results = new List<TestStep>();
        foreach (var step in steps)
        {
            try
            {
                await step.Try(limit.Token);
                results.Add(new TestStep(step.Name, true, step.Passed));
            }
            catch (ConnectorException exception)
            {
                results.Add(new TestStep(step.Name, false, $"{exception.Code}: {exception.Message}", exception.Category));
                break;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                results.Add(new TestStep(step.Name, false,
                    $"E_SOURCE_TIMEOUT: {options.Source}: no answer within the ten seconds of a test; check the network and the source's load", FailureCategory.Unavailable));
                break;
            }
        }

        return results;
    }

    private static async Task ResolveAsync(TthcOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await Dns.GetHostAddressesAsync(options.BaseUrl.DnsSafeHost, cancellationToken);
        }
        catch (SocketException exception)
        {
            throw new ConnectorException(FailureCategory.Unavailable, "E_SOURCE_UNREACHABLE",
                $"{options.Source}: the host name {options.BaseUrl.Host} is not known; check baseUrl and the name server", exception);
        }
    }

    // Any answer of the server proves the connection; whether it is the right one is for the next steps.
    private static async Task ReachAsync(TthcClient client, CancellationToken cancellationToken)
    {
        try
        {
            await client.ReachAsync(cancellationToken);
        }
        catch (ConnectorException exception) when (exception.Code is not ("E_SOURCE_UNREACHABLE" or "E_SOURCE_TLS" or "E_SOURCE_TIMEOUT"))
        {
        }
    }
}
