using System.Text.RegularExpressions;
using IntegrationHub.Store.Audit;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Access;

/// <summary>Encrypts with keys that are not in the store.</summary>
public interface ISecretCipher
{
    string Protect(string secret);

    /// <returns>Null when the key that it was encrypted with is not there.</returns>
    string? Reveal(string kept);
}

/// <param name="SetBy">Who set it last.</param>
public sealed record SecretName(string Name, DateTimeOffset SetAt, string SetBy);

/// <summary>Secrets that the store keeps, encrypted. They are set and used, and never shown again.</summary>
public sealed partial class SecretStore(IDbContextFactory<HubDbContext> contexts, ISecretCipher cipher, TimeProvider clock)
{
    private const int Longest = 8192;

    /// <exception cref="AccessException">The name is no name, or the value is blank or too long.</exception>
    public async Task SetAsync(string name, string value, CancellationToken cancellationToken)
    {
        Check(name, value);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await SetAsync(db, name, value, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Within the caller's transaction.</summary>
    /// <exception cref="AccessException">The name is no name, or the value is blank or too long.</exception>
    public async Task SetAsync(HubDbContext db, string name, string value, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        Check(name, value);
        var (now, by) = (clock.GetUtcNow(), Actor.Current.Name);
        var known = await db.Secrets.SingleOrDefaultAsync(s => s.Name == name, cancellationToken);
        if (known is null)
        {
            db.Add(new StoredSecret { Name = name, Value = cipher.Protect(value), SetAt = now, SetBy = by });
        }
        else
        {
            (known.Value, known.SetAt, known.SetBy) = (cipher.Protect(value), now, by);
        }

        await db.SaveChangesAsync(cancellationToken);
        await AuditLog.WriteAsync(db, new AuditEntry(known is null ? "secret.add" : "secret.replace", "secret/" + name), now, cancellationToken);
    }

    /// <exception cref="AccessException">The name is no name, or the value is blank or too long.</exception>
    public static void Check(string name, string value)
    {
        if (!Name().IsMatch(name))
        {
            throw new AccessException($"'{name}' is no name of a secret; write 2 to 60 small letters, digits, dots, hyphens or underscores, a letter or digit first");
        }

        if (string.IsNullOrWhiteSpace(value) || value.Length > Longest)
        {
            throw new AccessException($"a secret has 1 to {Longest} characters: an empty one is never sent");
        }
    }

    public async Task<IReadOnlyList<SecretName>> ListAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Secrets.OrderBy(s => s.Name).Select(s => new SecretName(s.Name, s.SetAt, s.SetBy)).ToListAsync(cancellationToken);
    }

    /// <exception cref="AccessException">There is none of that name.</exception>
    public async Task RemoveAsync(string name, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await db.Secrets.Where(s => s.Name == name).ExecuteDeleteAsync(cancellationToken) == 0)
        {
            throw new AccessException($"there is no secret '{name}'; 'hub secret list' shows their names");
        }

        await AuditLog.WriteAsync(db, new AuditEntry("secret.remove", "secret/" + name), clock.GetUtcNow(), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>At the moment of use. Null when there is none, or the key that it was encrypted with is not there.</summary>
    internal async Task<string?> RevealAsync(string name, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Secrets.Where(s => s.Name == name).Select(s => s.Value).SingleOrDefaultAsync(cancellationToken) is { } kept ? cipher.Reveal(kept) : null;
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9._-]{1,59}$")]
    private static partial Regex Name();
}
