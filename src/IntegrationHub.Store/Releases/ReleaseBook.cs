using System.IO.Compression;
using System.Text.Json;
using IntegrationHub.Store.Audit;
using IntegrationHub.Store.Entries;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Plans;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Releases;

/// <summary>
/// Releases on their way: prepared, checked, submitted by one person (from then on the content is closed), approved by another. The recorder announces what
/// was approved, as it does with every decision. Every step is taken under the recording lock, so that no correction falls between two of them.
/// </summary>
public sealed class ReleaseBook(IDbContextFactory<HubDbContext> contexts, ILedgerDialect dialect, ReleaseFreezer freezer, ReleaseChecks checks, TimeProvider clock)
{
    public async Task<Release> PrepareAsync(ReleaseOrder order, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(order);
        Named(order.By);
        var content = await freezer.FreezeAsync(order, cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var release = new Release
        {
            Plan = content.Plan.Id, Period = content.Period, Calendar = content.Calendar, View = content.View, CutOff = content.CutOff, AsKnownAt = content.AsKnownAt,
            Catalogue = content.Catalogue.Version, PreparedBy = content.PreparedBy, PreparedAt = content.PreparedAt,
        };
        db.Add(release);
        await db.SaveChangesAsync(cancellationToken);
        db.Add(new ReleaseDocument { Release = release.Id, Content = Pack(CanonicalJson.Of(content with { Release = release.Id })) });
        await db.SaveChangesAsync(cancellationToken);
        await AuditAsync(db, "release.prepare", release, release.PreparedBy, null, release.PreparedAt, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return release;
    }

    /// <exception cref="ReleaseException">There is none, or it is closed already.</exception>
    public async Task<(Release Release, IReadOnlyList<ReleaseFinding> Findings)> CheckAsync(long id, string by, CancellationToken cancellationToken)
    {
        Named(by);
        var content = await ContentAsync(id, cancellationToken);
        var found = await checks.RunAsync(await FindAsync(id, cancellationToken), content, cancellationToken);
        var release = await ChangeAsync(id, "release.check", by, (release, document, now) =>
        {
            Require(release, release.SubmittedAt is null && release.WithdrawnAt is null, "checked");
            (release.CheckedAt, release.Findings) = (now, found.Count);
            document.Content = Pack(CanonicalJson.Of(content with { Findings = found }));
        }, cancellationToken);
        return (release, found);
    }

    /// <param name="id">Number of the release.</param>
    /// <param name="by">The first person.</param>
    /// <param name="reason">Why it is submitted although the check found something.</param>
    /// <exception cref="ReleaseException">It was not checked, or what the check found is not answered for.</exception>
    public Task<Release> SubmitAsync(long id, string by, string? reason, CancellationToken cancellationToken) => ChangeAsync(id, "release.submit", by, (release, document, now) =>
    {
        Require(release, release.CheckedAt is not null && release.SubmittedAt is null && release.WithdrawnAt is null, "submitted", release.CheckedAt is null ? "check it first" : null);
        var content = Read(Unpack(document.Content));
        var why = string.IsNullOrWhiteSpace(reason) ? null : reason.Trim();
        if (content.Findings.FirstOrDefault(f => f.IsBlocking) is { } blocking)
        {
            throw new ReleaseException("release-findings", $"release {id} cannot be submitted: {blocking.Text}; {blocking.Remedy}");
        }

        if (content.Findings.Count > 0 && why is null)
        {
            throw new ReleaseException("release-findings", $"the check has {content.Findings.Count} findings: settle them and prepare a new release, or say why it is submitted all the same (the reason becomes part of the release)");
        }

        (release.SubmittedBy, release.SubmittedAt, release.Acknowledged) = (PersonName.Of(by), now, content.Findings.Count > 0 ? why : null);
        var closed = CanonicalJson.Of(content with { Submission = new(release.SubmittedBy, now, release.Acknowledged) });
        release.Digest = document.Digest = CanonicalJson.Digest(closed);
        document.Content = Pack(closed);
    }, cancellationToken);

    /// <exception cref="ReleaseException">It was not submitted, or by the same person.</exception>
    public async Task<Release> ApproveAsync(long id, string by, CancellationToken cancellationToken)
    {
        Named(by);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(db, cancellationToken);
        await dialect.LockAsync(db, cancellationToken);
        var release = await db.Releases.SingleOrDefaultAsync(r => r.Id == id, cancellationToken) ?? throw Unknown(id);
        Require(release, release is { SubmittedAt: not null, ApprovedAt: null, WithdrawnAt: null }, "approved", release.SubmittedAt is null ? "submit it first" : null);
        if (PersonName.IsSame(release.SubmittedBy!, by))
        {
            throw new ReleaseException("second-person", $"{release.SubmittedBy} submitted it; a second person has to approve it");
        }

        var canonical = Unpack(await db.ReleaseDocuments.Where(d => d.Release == id).Select(d => d.Content).SingleAsync(cancellationToken));
        if (CanonicalJson.Digest(canonical) != release.Digest)
        {
            throw new ReleaseException("release-state", $"the content of release {id} is not what was submitted; withdraw it");
        }

        db.AddRange(Read(canonical).Rows.DistinctBy(r => (r.Unit, r.Indicator, r.Part)).Select(r => new ReleasedValue
        {
            Release = id, Indicator = r.Indicator, Part = r.Part ?? "", Unit = r.Unit, Kind = r.Kind, FromDay = r.Period.From, ToDay = r.Period.To, Numbers = ReleasedNumbers.Of(r).ToJson(),
        }));
        await db.SaveChangesAsync(cancellationToken);
        var before = release.State;
        (release.ApprovedBy, release.ApprovedAt) = (PersonName.Of(by), Now());
        await db.SaveChangesAsync(cancellationToken);
        await AuditAsync(db, "release.approve", release, release.ApprovedBy, before, release.ApprovedAt.Value, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return release;
    }

    /// <exception cref="ReleaseException">It was approved already.</exception>
    public Task<Release> WithdrawAsync(long id, string by, string reason, CancellationToken cancellationToken) => ChangeAsync(id, "release.withdraw", by, (release, _, now) =>
    {
        Require(release, release is { ApprovedAt: null, WithdrawnAt: null }, "withdrawn", release.ApprovedAt is null ? null : "what was approved stays; prepare a new one, which then is the one that counts");
        if (string.IsNullOrWhiteSpace(reason))
        {
            throw new ReleaseException("bad-release", "say why it is withdrawn");
        }

        (release.WithdrawnBy, release.WithdrawnAt, release.WithdrawnBecause) = (PersonName.Of(by), now, reason.Trim());
    }, cancellationToken);

    /// <summary>Newest first.</summary>
    /// <param name="plan">Null: of all.</param>
    /// <param name="before">Only those with a smaller number.</param>
    public async Task<IReadOnlyList<Release>> ListAsync(string? plan, long? before, int limit, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Releases.AsNoTracking().Where(r => (plan == null || r.Plan == plan) && (before == null || r.Id < before))
            .OrderByDescending(r => r.Id).Take(limit).ToListAsync(cancellationToken);
    }

    public async Task<Release> FindAsync(long id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Releases.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, cancellationToken) ?? throw Unknown(id);
    }

    public async Task<ReleaseContent> ContentAsync(long id, CancellationToken cancellationToken) => Read(await BytesAsync(id, cancellationToken));

    /// <summary>The release as a file; see <see cref="ReleaseFile"/>.</summary>
    /// <exception cref="ReleaseException">There is none, or it was not submitted yet.</exception>
    public async Task<byte[]> FileAsync(long id, CancellationToken cancellationToken)
    {
        var release = await FindAsync(id, cancellationToken);
        Require(release, release.SubmittedAt is not null, "written to a file", "its content is closed when it is submitted");
        return ReleaseFile.Write(await BytesAsync(id, cancellationToken), release.ApprovedAt is { } at ? new(release.ApprovedBy!, at) : null);
    }

    /// <summary>What became of the figures of a release, in the order in which it was found.</summary>
    public async Task<IReadOnlyList<Restatement>> RestatementsAsync(long id, long? after, int limit, CancellationToken cancellationToken)
    {
        await FindAsync(id, cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Restatements.AsNoTracking().Where(r => r.Release == id && (after == null || r.Id > after)).OrderBy(r => r.Id).Take(limit).ToListAsync(cancellationToken);
    }

    /// <summary>How many changes of its figures were found.</summary>
    public async Task<int> RestatedAsync(long id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Restatements.CountAsync(r => r.Release == id, cancellationToken);
    }

    private async Task<byte[]> BytesAsync(long id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return Unpack(await db.ReleaseDocuments.Where(d => d.Release == id).Select(d => d.Content).SingleOrDefaultAsync(cancellationToken) ?? throw Unknown(id));
    }

    private async Task<Release> ChangeAsync(long id, string action, string by, Action<Release, ReleaseDocument, DateTimeOffset> change, CancellationToken cancellationToken)
    {
        Named(by);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(db, cancellationToken);
        await dialect.LockAsync(db, cancellationToken);
        var release = await db.Releases.SingleOrDefaultAsync(r => r.Id == id, cancellationToken) ?? throw Unknown(id);
        var document = await db.ReleaseDocuments.SingleAsync(d => d.Release == id, cancellationToken);
        var (before, now) = (release.State, Now());
        change(release, document, now);
        await db.SaveChangesAsync(cancellationToken);
        await AuditAsync(db, action, release, PersonName.Of(by), before, now, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return release;
    }

    private static Task AuditAsync(HubDbContext db, string action, Release release, string by, string? before, DateTimeOffset now, CancellationToken cancellationToken) =>
        AuditLog.WriteAsync(db, new AuditEntry(action, FormattableString.Invariant($"release/{release.Id}"))
        {
            By = by,
            Before = before is null ? null : new { state = before },
            After = new { state = release.State, plan = release.Plan, period = release.Period, digest = release.Digest, findings = release.Findings, acknowledged = release.Acknowledged, because = release.WithdrawnBecause },
        }, now, cancellationToken);

    // As the store keeps it: the content has the same instant.
    private DateTimeOffset Now() => Instant.FromMicroseconds(Instant.ToMicroseconds(clock.GetUtcNow()));

    private static void Named(string? by)
    {
        if (string.IsNullOrWhiteSpace(by) || PersonName.Of(by).Length == 0)
        {
            throw new ReleaseException("bad-release", "say who does it");
        }
    }

    private static void Require(Release release, bool isAllowed, string done, string? remedy = null)
    {
        if (!isAllowed)
        {
            throw new ReleaseException("release-state", $"release {release.Id} is in the state '{release.State}' and cannot be {done}{(remedy is null ? "" : "; " + remedy)}");
        }
    }

    private static ReleaseException Unknown(long id) => new("unknown-release", $"there is no release {id}; 'hub release list' shows them");

    private static ReleaseContent Read(byte[] canonical) => JsonSerializer.Deserialize<ReleaseContent>(canonical, ProgressJson.Options)!;

    private static byte[] Pack(byte[] canonical)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Optimal))
        {
            gzip.Write(canonical);
        }

        return memory.ToArray();
    }

    private static byte[] Unpack(byte[] packed)
    {
        using var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var memory = new MemoryStream();
        gzip.CopyTo(memory);
        return memory.ToArray();
    }
}
