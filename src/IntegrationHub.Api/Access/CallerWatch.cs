using IntegrationHub.Store.Access;
using IntegrationHub.Store.Ledger;
using Microsoft.Extensions.Hosting;

namespace IntegrationHub.Api.Access;

/// <summary>Answers that last are ended when who asked for them may no longer: a key that was revoked or is over, a user that was locked, removed or changed.</summary>
internal sealed class CallerWatch(KeyBook keys, UserBook users, ILedgerDialect dialect, IHostApplicationLifetime lifetime, TimeProvider clock)
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);

    /// <returns>Its token ends with the request, and when the caller may no longer; to be disposed of with the answer.</returns>
    public AllowedTime While(Caller caller, CancellationToken request)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var allowed = new AllowedTime(CancellationTokenSource.CreateLinkedTokenSource(request, lifetime.ApplicationStopping));
        if (caller.KeyId is not null || caller.Stamp is not null)
        {
            _ = Task.Run(() => WatchAsync(caller, allowed), CancellationToken.None);
        }

        return allowed;
    }

    private async Task WatchAsync(Caller caller, AllowedTime allowed)
    {
        var token = allowed.Token;
        while (!token.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(Look, clock, token);
                if (!await IsStillAllowedAsync(caller, token))
                {
                    allowed.End();
                    return;
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception e) when (dialect.IsOfTheStore(e))
            {
                // Without the store nothing new comes; it is asked again.
            }
        }
    }

    private async Task<bool> IsStillAllowedAsync(Caller caller, CancellationToken cancellationToken) =>
        caller.KeyId is { } key ? await keys.IsStillGoodAsync(key, cancellationToken)
        : await users.FindAsync(caller.Name, cancellationToken) is { Locked: false } user && user.Stamp == caller.Stamp;
}

/// <summary>How long an answer may last.</summary>
internal sealed class AllowedTime(CancellationTokenSource source) : IDisposable
{
    private readonly Lock gate = new();
    private bool isOver;

    public CancellationToken Token { get; } = source.Token;

    public void End()
    {
        lock (gate)
        {
            if (!isOver)
            {
                source.Cancel();
            }
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            if (!isOver)
            {
                isOver = true;

                // The watch ends with it.
                source.Cancel();
                source.Dispose();
            }
        }
    }
}
