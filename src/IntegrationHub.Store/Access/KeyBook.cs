using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using IntegrationHub.Store.Audit;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Access;

/// <param name="Secret">The whole key. It is told this once and never again.</param>
public sealed record IssuedKey(ApiKey Key, string Secret);

/// <summary>Keys of machines: issued, replaced, revoked and recognized.</summary>
public sealed partial class KeyBook(IDbContextFactory<HubDbContext> contexts, CatalogueStore catalogues, ILedgerDialect dialect, TimeProvider clock)
{
    public const string Prefix = "hub_";

    private const string Letters = "abcdefghijkmnpqrstuvwxyz23456789";
    private const int MostRemembered = 1000;

    // While the store is away nothing can be read or changed, but monitoring should still be told so.
    private static readonly TimeSpan GoodWithoutStore = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, (ApiKey Key, DateTimeOffset At)> recognized = new(StringComparer.Ordinal);

    /// <summary>A new key that is not stored yet.</summary>
    public static IssuedKey Issue(string name, string roles, string? unit, DateTimeOffset now, DateTimeOffset? expires)
    {
        var id = RandomNumberGenerator.GetString(Letters, 10);
        var secret = $"{Prefix}{id}_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32))}";
        return new(new ApiKey { Id = id, Name = name, Hash = HashOf(secret), Roles = roles, Unit = unit, CreatedAt = now, ExpiresAt = expires }, secret);
    }

    /// <exception cref="AccessException">Name, roles or unit are wrong.</exception>
    public async Task<IssuedKey> AddAsync(string name, IEnumerable<string> roles, string? unit, TimeSpan? life, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var issued = Issue(UserBook.CheckName(name), Roles.Parse(roles), await UserBook.CheckUnitAsync(catalogues, unit, cancellationToken), now, now + life);
        if (issued.Key.Roles.Contains("approver", StringComparison.Ordinal))
        {
            throw new AccessException("a key cannot be an approver: a signature is a person's. Use viewer, operator or admin (which signs nothing either when it is a key's)");
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        db.Add(issued.Key);
        await db.SaveChangesAsync(cancellationToken);
        await AuditLog.WriteAsync(db, new AuditEntry("key.add", "key/" + issued.Key.Id) { After = Facts(issued.Key) }, now, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return issued;
    }

    public async Task<IReadOnlyList<ApiKey>> ListAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Keys.AsNoTracking().OrderBy(k => k.Name).ThenBy(k => k.CreatedAt).ToListAsync(cancellationToken);
    }

    /// <summary>A key in place of another, with the same name, roles, unit and length of life. The old one is good for a while longer.</summary>
    /// <exception cref="AccessException">There is no such key that is still good.</exception>
    public async Task<IssuedKey> RotateAsync(string id, TimeSpan overlap, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var old = await FindAsync(db, id, now, cancellationToken);
        var issued = Issue(old.Name, old.Roles, old.Unit, now, now + (old.ExpiresAt - old.CreatedAt));
        var before = Facts(old);
        old.ExpiresAt = old.ExpiresAt is { } ends && ends < now + overlap ? ends : now + overlap;
        db.Add(issued.Key);
        await db.SaveChangesAsync(cancellationToken);
        await AuditLog.WriteAsync(db, new AuditEntry("key.rotate", "key/" + id) { Before = before, After = new { until = old.ExpiresAt, by = Facts(issued.Key) } }, now, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return issued;
    }

    /// <exception cref="AccessException">There is no such key that is still good.</exception>
    public async Task RevokeAsync(string id, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var key = await FindAsync(db, id, now, cancellationToken);
        key.RevokedAt = now;
        await db.SaveChangesAsync(cancellationToken);
        await AuditLog.WriteAsync(db, new AuditEntry("key.revoke", "key/" + id) { Before = Facts(key) }, now, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Whose key it is; null: nobody's, or not good any more.</summary>
    public async Task<ApiKey?> RecognizeAsync(string secret, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(secret);
        if (Shape().Match(secret) is not { Success: true } match)
        {
            return null;
        }

        var (id, hash, now) = (match.Groups["id"].Value, HashOf(secret), clock.GetUtcNow());
        try
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            var key = await db.Keys.AsNoTracking().SingleOrDefaultAsync(k => k.Id == id, cancellationToken);
            if (key is null || !IsGood(key, now) || !CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(key.Hash), Encoding.ASCII.GetBytes(hash)))
            {
                recognized.TryRemove(hash, out _);
                return null;
            }

            if (recognized.Count >= MostRemembered)
            {
                recognized.Clear();
            }

            recognized[hash] = (key, now);
            return key;
        }
        catch (Exception e) when (dialect.IsTransient(e) && recognized.TryGetValue(hash, out var known) && now - known.At < GoodWithoutStore && IsGood(known.Key, now))
        {
            return known.Key;
        }
    }

    /// <summary>Whether a key that was recognized before still is good.</summary>
    public async Task<bool> IsStillGoodAsync(string id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Keys.AsNoTracking().SingleOrDefaultAsync(k => k.Id == id, cancellationToken) is { } key && IsGood(key, clock.GetUtcNow());
    }

    /// <summary>To be called now and then, not with every use.</summary>
    public async Task MarkUsedAsync(IReadOnlyDictionary<string, DateTimeOffset> uses, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(uses);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        foreach (var (id, at) in uses)
        {
            await db.Keys.Where(k => k.Id == id && (k.UsedAt == null || k.UsedAt < at)).ExecuteUpdateAsync(set => set.SetProperty(k => k.UsedAt, at), cancellationToken);
        }
    }

    public static bool IsGood(ApiKey key, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.RevokedAt is null && !(key.ExpiresAt <= now);
    }

    private static async Task<ApiKey> FindAsync(HubDbContext db, string id, DateTimeOffset now, CancellationToken cancellationToken) =>
        await db.Keys.SingleOrDefaultAsync(k => k.Id == id, cancellationToken) is { } key && IsGood(key, now)
            ? key
            : throw new AccessException($"there is no key '{id}' that is still good; 'hub key list' shows them");

    private static object Facts(ApiKey key) => new { key.Id, key.Name, key.Roles, key.Unit, key.ExpiresAt };

    private static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    [GeneratedRegex("^hub_(?<id>[a-z0-9]{10})_[0-9a-f]{64}$")]
    private static partial Regex Shape();
}
