using System.Text.Json;
using IntegrationHub.Store.Audit;
using IntegrationHub.Store.Entries;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Catalogue;

/// <summary>A draft cannot be decided on so; the message says why.</summary>
/// <param name="code">unknown-draft, draft-state or second-person.</param>
/// <param name="message">Why, and what to do.</param>
public sealed class DraftException(string code, string message) : Exception(message)
{
    public string Code => code;
}

/// <summary>Proposed changes of the catalogue. One person makes a draft, another makes it a version.</summary>
public sealed class CatalogueDrafts(IDbContextFactory<HubDbContext> contexts, CatalogueStore catalogues, TimeProvider clock)
{
    public async Task<CatalogueDraft> AddAsync(ActiveCatalogue active, CatalogueFiles files, IReadOnlyList<string> removed, string note, string by, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(active);
        ArgumentNullException.ThrowIfNull(files);
        var (now, expected) = (clock.GetUtcNow(), files.All.Select(f => f.Path).Concat(removed).ToDictionary(p => p, active.Files.RevisionOf, StringComparer.Ordinal));
        var draft = new CatalogueDraft
        {
            Note = note, BasedOn = active.Version, Files = CatalogueStore.Pack(files), Removed = JsonSerializer.Serialize(removed), Expected = JsonSerializer.Serialize(expected),
            CreatedBy = by, CreatedAt = now, State = CatalogueDraft.Open,
        };
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        db.Add(draft);
        await db.SaveChangesAsync(cancellationToken);
        await AuditLog.WriteAsync(db, new AuditEntry("catalogue.draft", Subject(draft.Id)) { By = by, After = new { note, basedOn = active.Version, files = expected.Keys } }, now, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return draft;
    }

    public async Task<IReadOnlyList<CatalogueDraft>> ListAsync(string? state, int most, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.CatalogueDrafts.AsNoTracking().Where(d => state == null || d.State == state).OrderByDescending(d => d.Id).Take(most).ToListAsync(cancellationToken);
    }

    /// <exception cref="DraftException">There is none.</exception>
    public async Task<CatalogueDraft> FindAsync(long id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.CatalogueDrafts.AsNoTracking().SingleOrDefaultAsync(d => d.Id == id, cancellationToken)
            ?? throw new DraftException("unknown-draft", $"there is no draft {id}; GET /api/v1/catalogue/drafts lists them");
    }

    public static CatalogueFiles FilesOf(CatalogueDraft draft)
    {
        ArgumentNullException.ThrowIfNull(draft);
        return CatalogueStore.Unpack(draft.Files);
    }

    public static IReadOnlyList<string> RemovedOf(CatalogueDraft draft)
    {
        ArgumentNullException.ThrowIfNull(draft);
        return JsonSerializer.Deserialize<List<string>>(draft.Removed)!;
    }

    /// <summary>The files whose revision is another one than when the draft was made.</summary>
    public static IReadOnlyList<string> StaleIn(CatalogueDraft draft, CatalogueFiles active)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(active);
        return [.. JsonSerializer.Deserialize<Dictionary<string, string?>>(draft.Expected)!.Where(e => active.RevisionOf(e.Key) != e.Value).Select(e => e.Key)];
    }

    /// <summary>Makes it a version.</summary>
    /// <exception cref="DraftException">It was decided on already, or by the same person.</exception>
    /// <exception cref="CatalogueConflictException">A file of it was changed meanwhile.</exception>
    /// <exception cref="CatalogueException">The result would have errors.</exception>
    public async Task<CatalogueEdited> ApproveAsync(CatalogueDraft draft, string by, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draft);
        CheckOpen(draft);
        if (PersonName.IsSame(draft.CreatedBy, by))
        {
            throw new DraftException("second-person", $"{draft.CreatedBy} made the draft; a second person has to approve it");
        }

        var now = clock.GetUtcNow();
        return await catalogues.EditAsync(new CatalogueEdit(FilesOf(draft), draft.CreatedBy)
        {
            Removed = RemovedOf(draft), Expected = JsonSerializer.Deserialize<Dictionary<string, string?>>(draft.Expected)!, IsMadeInHub = true, Note = draft.Note, ApprovedBy = by,
            Audit = version => new AuditEntry("catalogue.approve", Subject(draft.Id)) { By = by, After = new { version, draft.CreatedBy, draft.Note } },
            Along = async (db, version, cancel) => await DecideAsync(db, draft, CatalogueDraft.Approved, by, now, null, version, cancel),
        }, cancellationToken);
    }

    /// <exception cref="DraftException">It was decided on already.</exception>
    public async Task WithdrawAsync(CatalogueDraft draft, string by, string reason, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draft);
        CheckOpen(draft);
        var now = clock.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await DecideAsync(db, draft, CatalogueDraft.Withdrawn, by, now, reason, null, cancellationToken);
        await AuditLog.WriteAsync(db, new AuditEntry("catalogue.withdraw", Subject(draft.Id)) { By = by, After = new { reason } }, now, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Of several who decide at once one does.</summary>
    private static async Task DecideAsync(HubDbContext db, CatalogueDraft draft, string state, string by, DateTimeOffset at, string? reason, long? version, CancellationToken cancellationToken)
    {
        if (await db.CatalogueDrafts.Where(d => d.Id == draft.Id && d.State == CatalogueDraft.Open).ExecuteUpdateAsync(
            set => set.SetProperty(d => d.State, state).SetProperty(d => d.DecidedBy, by).SetProperty(d => d.DecidedAt, at).SetProperty(d => d.Reason, reason).SetProperty(d => d.Version, version), cancellationToken) == 0)
        {
            throw new DraftException("draft-state", $"draft {draft.Id} was decided on by somebody else just now");
        }
    }

    private static void CheckOpen(CatalogueDraft draft)
    {
        if (draft.State != CatalogueDraft.Open)
        {
            throw new DraftException("draft-state", $"draft {draft.Id} was {draft.State} by {draft.DecidedBy}; make another one");
        }
    }

    private static string Subject(long id) => FormattableString.Invariant($"catalogue/draft/{id}");
}
