using System.Collections.Concurrent;
using IntegrationHub.Store.Access;
using IntegrationHub.Store.Ledger;
using Microsoft.Extensions.Hosting;

namespace IntegrationHub.Api.Access;

/// <summary>Remembers when keys were used, and writes it down twice a minute: a request does not wait for that.</summary>
internal sealed class KeyUses(KeyBook keys, ILedgerDialect dialect, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, DateTimeOffset> noted = new(StringComparer.Ordinal);

    public void Note(string key) => noted[key] = clock.GetUtcNow();

    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        var uses = noted.ToDictionary(StringComparer.Ordinal);
        if (uses.Count == 0)
        {
            return;
        }

        try
        {
            await keys.MarkUsedAsync(uses, cancellationToken);
            foreach (var use in uses)
            {
                noted.TryRemove(use);
            }
        }
        catch (Exception e) when (dialect.IsTransient(e))
        {
            // Noted still: the next time.
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Every, stoppingToken);
                await WriteAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            await WriteAsync(CancellationToken.None);
        }
    }
}
