using IntegrationHub.Host.Commands;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Record;
using IntegrationHub.Store.Migrations;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Host.Backups;

/// <summary>What a store holds.</summary>
/// <param name="RecordedTo">Instant of the last recorded batch; null: nothing has been recorded.</param>
public sealed record StoreContent(long Batches, DateTimeOffset? RecordedTo);

/// <summary>
/// A copy of the whole store, positions of streams included, made by the database's own means while the hub works; and a store made from it. What a source has
/// said since is read again from the positions of then: nothing is lost and nothing counts twice, whatever the broker still holds.
/// </summary>
internal static class StoreBackup
{
    public static bool IsEmbedded(HubSettings settings) => settings.Store.StartsWith("sqlite:", StringComparison.Ordinal);

    /// <summary>Writes a file that was not there; when it is there, it is whole.</summary>
    /// <exception cref="CommandException">The file is there, or the database's tool cannot write it.</exception>
    public static async Task WriteAsync(HubSettings settings, string file, CancellationToken cancellationToken)
    {
        if (File.Exists(file))
        {
            throw new CommandException($"{file} is there already; name another file, a backup never replaces one");
        }

        if (Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder)
        {
            Directory.CreateDirectory(folder);
        }

        var unfinished = file + ".part";
        try
        {
            if (IsEmbedded(settings))
            {
                SqliteBackup.Write(settings.Store["sqlite:".Length..], unfinished);
            }
            else
            {
                await PostgreSqlBackup.WriteAsync(settings.Store, unfinished, cancellationToken);
            }

            // It holds all that the store holds: for its owner alone.
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(unfinished, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            File.Move(unfinished, file, overwrite: false);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    /// <summary>Fills an empty store. An older backup gets the tables of today.</summary>
    /// <exception cref="CommandException">The store is not empty, or the file is no backup of it.</exception>
    public static async Task RestoreAsync(HubSettings settings, TimeProvider clock, string file, CancellationToken cancellationToken)
    {
        if (!File.Exists(file))
        {
            throw new CommandException($"there is no file {file}", ExitCodes.Unreachable);
        }

        if (IsEmbedded(settings))
        {
            SqliteBackup.Restore(file, settings.Store["sqlite:".Length..]);
        }
        else
        {
            await PostgreSqlBackup.RestoreAsync(settings.Store, file, cancellationToken);
        }

        await using var store = HubStore.Connect(settings, clock);
        await using var db = await store.ContextAsync(cancellationToken);
        var known = db.Database.GetMigrations().ToHashSet(StringComparer.Ordinal);
        if ((await db.Database.GetAppliedMigrationsAsync(cancellationToken)).FirstOrDefault(m => !known.Contains(m)) is { } unknown)
        {
            throw new CommandException($"the backup is of a later version of the hub: this one does not know {unknown}. The store is as the backup was; run that version on it");
        }

        await db.BringUpToDateAsync(cancellationToken);
    }

    public static async Task<VerifyReport> VerifyAsync(HubSettings settings, TimeProvider clock, CancellationToken cancellationToken)
    {
        await using var store = await HubStore.OpenAsync(settings, clock, cancellationToken);
        return await store.Get<StoreVerifier>().VerifyAsync(cancellationToken);
    }

    public static async Task<StoreContent> ContentAsync(HubSettings settings, TimeProvider clock, CancellationToken cancellationToken)
    {
        await using var store = await HubStore.OpenAsync(settings, clock, cancellationToken);
        await using HubDbContext db = await store.ContextAsync(cancellationToken);
        return new(await db.Batches.LongCountAsync(cancellationToken), await db.Batches.MaxAsync(b => b.RecordedAt, cancellationToken));
    }
}
