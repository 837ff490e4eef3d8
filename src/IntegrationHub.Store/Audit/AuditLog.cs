using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Plans;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Audit;

/// <summary>What was done. Who did it is <see cref="Actor.Current"/>.</summary>
/// <param name="Action">A stable word such as entry.confirm.</param>
/// <param name="Subject">What it was done to, such as entry/17.</param>
public sealed record AuditEntry(string Action, string Subject)
{
    /// <summary>The person who was named for it, where a command names one; null: the actor.</summary>
    public string? By { get; init; }

    /// <summary>What is different now, as it was; written as JSON. Never a secret and never a person's data beyond who acts.</summary>
    public object? Before { get; init; }

    public object? After { get; init; }
}

/// <summary>What people do, in a chain of hashes: decisions/0032.</summary>
public static class AuditLog
{
    public static readonly string Start = new('0', 64);

    /// <summary>
    /// Adds a row within the context's transaction, or in one of its own when there is none: then it saves what is pending in the context as well. Call it last
    /// before the commit: whoever writes waits for the others' commits.
    /// </summary>
    public static async Task WriteAsync(HubDbContext db, AuditEntry entry, DateTimeOffset at, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(entry);
        await using var own = db.Database.CurrentTransaction is null ? await db.Database.BeginTransactionAsync(cancellationToken) : null;

        // The row of the head is locked by the first statement that writes to it, on both databases.
        await db.AuditHeads.ExecuteUpdateAsync(set => set.SetProperty(h => h.Seq, h => h.Seq + 1), cancellationToken);
        var head = await db.AuditHeads.AsNoTracking().SingleAsync(cancellationToken);
        var row = RowOf(entry, Actor.Current, at, head);
        await db.AuditHeads.ExecuteUpdateAsync(set => set.SetProperty(h => h.Hash, row.Hash), cancellationToken);
        db.Add(row);
        await db.SaveChangesAsync(cancellationToken);
        db.Entry(row).State = EntityState.Detached;
        if (own is not null)
        {
            await own.CommitAsync(cancellationToken);
        }
    }

    /// <summary>SHA-256 over all fields but the hash, each as its length in bytes, a colon and its UTF-8; a missing one as a hyphen. The instant is in microseconds since 1970.</summary>
    public static string HashOf(AuditRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var field in (string?[])
            [
                row.Previous, row.Seq.ToString(CultureInfo.InvariantCulture), Instant.ToMicroseconds(row.At).ToString(CultureInfo.InvariantCulture),
                row.Who, row.SignedIn, row.Address, row.Action, row.Subject, row.Before, row.After,
            ])
        {
            var bytes = field is null ? null : Encoding.UTF8.GetBytes(field);
            hash.AppendData(Encoding.UTF8.GetBytes(bytes is null ? "-" : string.Create(CultureInfo.InvariantCulture, $"{bytes.Length}:")));
            hash.AppendData(bytes ?? []);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static AuditRow RowOf(AuditEntry entry, Actor actor, DateTimeOffset at, AuditHead head)
    {
        var row = new AuditRow
        {
            Seq = head.Seq, At = at, Who = entry.By ?? actor.Name, SignedIn = actor.SignedIn, Address = actor.Address, Action = entry.Action, Subject = entry.Subject,
            Before = Json(entry.Before), After = Json(entry.After), Previous = head.Hash,
        };
        row.Hash = HashOf(row);
        return row;
    }

    private static string? Json(object? value) => value is null ? null : JsonSerializer.Serialize(value, ProgressJson.Options);
}
