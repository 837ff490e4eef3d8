using System.Collections.Concurrent;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using IntegrationHub.Store.Audit;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Catalogue;

/// <summary>The applied catalogue: versions are only added, the newest one is active, and what was applied comes back byte for byte.</summary>
public sealed class CatalogueStore(IDbContextFactory<HubDbContext> contexts, ILedgerDialect dialect, TimeProvider clock)
{
    // Anybody may ask for any instant; a catalogue is some megabytes.
    private const int MostRemembered = 8;

    // By the files: what is applied at a start is read right after it, and stores that hold the same files need them checked once.
    private static readonly ConcurrentDictionary<string, ActiveCatalogue> Checked = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<long, ActiveCatalogue> earlier = new();
    private volatile ActiveCatalogue? current;

    /// <summary>The active catalogue; null when none was applied. Read again only when another version was applied.</summary>
    public async Task<ActiveCatalogue?> CurrentAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var newest = await db.CatalogueVersions.MaxAsync(v => (long?)v.Id, cancellationToken);
        if (newest is null)
        {
            return null;
        }

        if (current?.Version != newest)
        {
            var version = await db.CatalogueVersions.AsNoTracking().SingleAsync(v => v.Id == newest, cancellationToken);
            current = Read(version.Id, Unpack(version.Files));
        }

        return current;
    }

    /// <summary>The catalogue that was active at an instant; null when none had been applied by then.</summary>
    public async Task<ActiveCatalogue?> AsAtAsync(DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var version = await db.CatalogueVersions.Where(v => v.AppliedAt <= at).MaxAsync(v => (long?)v.Id, cancellationToken);
        if (version is null)
        {
            return null;
        }

        if (current is { } active && active.Version == version)
        {
            return active;
        }

        if (!earlier.TryGetValue(version.Value, out var known))
        {
            if (earlier.Count >= MostRemembered)
            {
                earlier.Clear();
            }

            var row = await db.CatalogueVersions.AsNoTracking().SingleAsync(v => v.Id == version, cancellationToken);
            known = earlier.GetOrAdd(row.Id, Read(row.Id, Unpack(row.Files)));
        }

        return known;
    }

    /// <summary>Adds a version with these files over the active ones.</summary>
    /// <returns>False when nothing differs: applying the same twice is one version.</returns>
    /// <exception cref="CatalogueException">The result would have errors; nothing is applied.</exception>
    public async Task<bool> ApplyAsync(CatalogueFiles files, string appliedBy, CancellationToken cancellationToken) =>
        (await EditAsync(new CatalogueEdit(files, appliedBy), cancellationToken)).Files.Count > 0;

    /// <summary>Adds a version that differs from the active one by a change.</summary>
    /// <exception cref="CatalogueException">The result would have errors; nothing is applied.</exception>
    /// <exception cref="CatalogueConflictException">A file is not what was expected.</exception>
    /// <exception cref="HubChangesException">It would undo what was changed in the hub, and the rule says not to.</exception>
    public async Task<CatalogueEdited> EditAsync(CatalogueEdit edit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(edit);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);

        // One after the other: of two that add to the same version the second would leave out what the first has added.
        await using var transaction = await dialect.BeginAsync(db, cancellationToken);
        await dialect.LockAsync(db, cancellationToken);
        var active = await db.CatalogueVersions.AsNoTracking().OrderByDescending(v => v.Id).FirstOrDefaultAsync(cancellationToken);
        var before = active is null ? new CatalogueFiles([]) : Unpack(active.Files);
        if (edit.Expected.FirstOrDefault(e => before.RevisionOf(e.Key) != e.Value) is { Key: { } stale })
        {
            throw new CatalogueConflictException(stale);
        }

        var (files, kept) = await OverHubChangesAsync(db, edit, before, cancellationToken);
        var merged = before.With(files).Without(edit.Removed);
        var changes = CatalogueFiles.Changes(before, merged);
        var now = clock.GetUtcNow();
        if (changes.Count == 0)
        {
            await AlongAsync(active?.Id ?? 0);
            await NoteHubChangesAsync(db, edit, files, changes, active?.Id ?? 0, now, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return new(active?.Id ?? 0, [], kept);
        }

        _ = Read(0, merged);
        var digest = Digest(merged);
        var version = new CatalogueVersion
        {
            AppliedAt = now, AppliedBy = edit.By, Digest = digest, Files = Pack(merged), Origin = edit.IsMadeInHub ? CatalogueVersion.OfHub : CatalogueVersion.OfFiles, Note = edit.Note, ApprovedBy = edit.ApprovedBy,
            Changed = JsonSerializer.Serialize(changes),
        };
        db.Add(version);
        await db.SaveChangesAsync(cancellationToken);
        await AlongAsync(version.Id);
        await NoteHubChangesAsync(db, edit, files, changes, version.Id, now, cancellationToken);
        await AuditLog.WriteAsync(db, edit.Audit?.Invoke(version.Id) ?? new AuditEntry("catalogue.apply", "catalogue")
        {
            By = edit.By, Before = active is null ? null : new { version = active.Id, active.Digest }, After = new { version = version.Id, digest, files = changes.Select(c => c.Path) },
        }, now, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new(version.Id, changes, kept);

        Task AlongAsync(long after) => edit.Along?.Invoke(db, after, cancellationToken) ?? Task.CompletedTask;
    }

    /// <summary>The files of a version as they were applied; null when there is no such version.</summary>
    public async Task<CatalogueFiles?> FilesOfAsync(long version, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.CatalogueVersions.Where(v => v.Id == version).Select(v => v.Files).SingleOrDefaultAsync(cancellationToken) is { } packed ? Unpack(packed) : null;
    }

    /// <summary>What of an edit's files is applied, and what stays as it was changed in the hub.</summary>
    private static async Task<(CatalogueFiles Files, IReadOnlyList<HubChange> Kept)> OverHubChangesAsync(HubDbContext db, CatalogueEdit edit, CatalogueFiles before, CancellationToken cancellationToken)
    {
        if (edit.IsMadeInHub || edit.Rule is HubChangeRule.Undo)
        {
            return (edit.Files, []);
        }

        var made = await db.HubChanges.AsNoTracking().OrderBy(c => c.Path).ToListAsync(cancellationToken);
        var undone = made.Where(c => edit.Files.Find(c.Path) is { } text && before.Find(c.Path) != text).ToList();
        return undone.Count > 0 && edit.Rule is HubChangeRule.Refuse
            ? throw new HubChangesException(undone)
            : (edit.Files.Without([.. undone.Select(u => u.Path)]), undone);
    }

    /// <summary>A file of a folder that is what the hub has is no change of the hub's any more.</summary>
    private static async Task NoteHubChangesAsync(
        HubDbContext db, CatalogueEdit edit, CatalogueFiles applied, IReadOnlyList<FileChange> changes, long version, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var paths = edit.IsMadeInHub ? changes.Select(c => c.Path).ToList() : [.. applied.All.Select(f => f.Path), .. edit.Removed];
        await db.HubChanges.Where(c => paths.Contains(c.Path)).ExecuteDeleteAsync(cancellationToken);
        if (edit.IsMadeInHub)
        {
            db.AddRange(paths.Select(p => new HubChange { Path = p, Version = version, At = now, By = edit.By }));
            await db.SaveChangesAsync(cancellationToken);
        }
    }

    private static ActiveCatalogue Read(long version, CatalogueFiles files)
    {
        var digest = Digest(files);
        if (!Checked.TryGetValue(digest, out var known))
        {
            if (Checked.Count >= MostRemembered)
            {
                Checked.Clear();
            }

            known = Checked.GetOrAdd(digest, Check(files));
        }

        return known with { Version = version };
    }

    private static ActiveCatalogue Check(CatalogueFiles files)
    {
        var result = CatalogueReader.Read(files);
        var errors = result.Findings.Where(f => f.Severity == LintSeverity.Error).ToList();
        return result.Catalogue is null || errors.Count > 0
            ? throw new CatalogueException(errors)
            : new ActiveCatalogue(0, result.Catalogue, result.Sources, files);
    }

    private static string Digest(CatalogueFiles files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files.All)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{file.Path}\0{file.Text.Length}\0{file.Text}"));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    internal static byte[] Pack(CatalogueFiles files)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Optimal))
        {
            JsonSerializer.Serialize(gzip, files.All.ToDictionary(f => f.Path, f => f.Text, StringComparer.Ordinal));
        }

        return memory.ToArray();
    }

    internal static CatalogueFiles Unpack(byte[] packed)
    {
        using var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        return new CatalogueFiles(JsonSerializer.Deserialize<Dictionary<string, string>>(gzip)!.Select(f => new CatalogueFile(f.Key, f.Value)));
    }
}

/// <summary>The catalogue has errors; each names its place and remedy.</summary>
public sealed class CatalogueException(IReadOnlyList<LintFinding> findings)
    : Exception($"the catalogue has {findings.Count} error(s):{Environment.NewLine}{string.Join(Environment.NewLine, findings)}")
{
    public IReadOnlyList<LintFinding> Findings => findings;
}
