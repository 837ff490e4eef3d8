using System.Collections.Concurrent;
using System.Text.Json;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Catalogue;

/// <param name="Origin">files or hub.</param>
/// <param name="Changes">What differs from the version before.</param>
public sealed record VersionFacts(long Version, DateTimeOffset AppliedAt, string AppliedBy, string? ApprovedBy, string Origin, string? Note, IReadOnlyList<FileChange> Changes);

/// <summary>The versions of the catalogue and what each changed, without reading the files of all of them.</summary>
public sealed class CatalogueHistory(IDbContextFactory<HubDbContext> contexts, CatalogueStore catalogues)
{
    // Of versions from before changes were kept beside them; they never change.
    private readonly ConcurrentDictionary<long, IReadOnlyList<FileChange>> computed = new();

    /// <summary>Newest first.</summary>
    /// <param name="path">Only those that changed this file; null: all.</param>
    /// <param name="before">Only older ones; null: from the newest.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<VersionFacts>> VersionsAsync(string? path, long? before, int most, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var limit = before ?? long.MaxValue;
        var rows = db.CatalogueVersions.AsNoTracking().Where(v => v.Id < limit).OrderByDescending(v => v.Id)
            .Select(v => new { v.Id, v.AppliedAt, v.AppliedBy, v.ApprovedBy, v.Origin, v.Note, v.Changed }).AsAsyncEnumerable();
        var found = new List<VersionFacts>();
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            var changes = row.Changed is { } kept ? JsonSerializer.Deserialize<List<FileChange>>(kept)! : await ComputedAsync(row.Id, cancellationToken);
            if (path is null || changes.Any(c => c.Path == path))
            {
                found.Add(new(row.Id, row.AppliedAt, row.AppliedBy, row.ApprovedBy, row.Origin ?? CatalogueVersion.OfFiles, row.Note, changes));
                if (found.Count == most)
                {
                    break;
                }
            }
        }

        return found;
    }

    /// <summary>The text of a file before a version and in it; null where it was not there.</summary>
    public async Task<(string? Before, string? After)> TextsAsync(long version, string path, CancellationToken cancellationToken)
    {
        var after = await catalogues.FilesOfAsync(version, cancellationToken);
        return ((await BeforeAsync(version, cancellationToken)).Find(path), after?.Find(path));
    }

    private async Task<IReadOnlyList<FileChange>> ComputedAsync(long version, CancellationToken cancellationToken)
    {
        if (!computed.TryGetValue(version, out var changes))
        {
            computed[version] = changes = CatalogueFiles.Changes(await BeforeAsync(version, cancellationToken), (await catalogues.FilesOfAsync(version, cancellationToken))!);
        }

        return changes;
    }

    private async Task<CatalogueFiles> BeforeAsync(long version, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.CatalogueVersions.Where(v => v.Id < version).MaxAsync(v => (long?)v.Id, cancellationToken) is { } previous
            ? (await catalogues.FilesOfAsync(previous, cancellationToken))!
            : new CatalogueFiles([]);
    }
}
