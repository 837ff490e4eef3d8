using System.Text.Json;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Store.Audit;
using IntegrationHub.Store.Entries;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Alerts;

/// <summary>An alert as it is answered.</summary>
/// <param name="Severity">critical or warning.</param>
/// <param name="Title">The cause in words.</param>
/// <param name="Text">What was found.</param>
/// <param name="Owner">The unit that has to see to it; null: who operates the hub.</param>
/// <param name="Hits">What suffers from it; at most 50, and how many more.</param>
/// <param name="Remedy">What to do first.</param>
/// <param name="Runbook">Where to read more.</param>
/// <param name="Silence">The silence that keeps it from being told now; null: none.</param>
public sealed record AlertLine(
    long Id, string Cause, string Severity, string Subject, DateTimeOffset Since, DateTimeOffset? ClosedAt, Text Title, Text Text, string? Owner, IReadOnlyList<string> Hits, Text Remedy, string Runbook, DateTimeOffset? ToldAt, long? Silence);

/// <param name="Cause">Null: every cause.</param>
/// <param name="Subject">Null: whatever it is about.</param>
public sealed record SilenceDraft(string? Cause, string? Subject, DateTimeOffset? From, DateTimeOffset? To, string? Reason);

/// <summary>The silence is not there, or cannot be made so; the message says why and what to do.</summary>
public sealed class AlertException(string code, string message) : Exception(message)
{
    public string Code => code;
}

/// <summary>Alerts that are open or were lately, and who is not to be told of them.</summary>
public sealed class AlertBook(IDbContextFactory<HubDbContext> contexts, TimeProvider clock)
{
    /// <summary>Longer than any Tết.</summary>
    public static readonly TimeSpan LongestSilence = TimeSpan.FromDays(60);

    private const string Readme = "deploy/README.md#";
    private static readonly TimeSpan Recent = TimeSpan.FromDays(7);

    /// <summary>Open ones first, the newest first; closed ones of a week.</summary>
    public async Task<IReadOnlyList<AlertLine>> ListAsync(bool onlyOpen, CancellationToken cancellationToken)
    {
        var (now, after) = (clock.GetUtcNow(), clock.GetUtcNow() - Recent);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var alerts = await db.Alerts.AsNoTracking().Where(a => a.ClosedAt == null || (!onlyOpen && a.ClosedAt >= after)).OrderBy(a => a.ClosedAt != null).ThenByDescending(a => a.Since).Take(500).ToListAsync(cancellationToken);
        var silences = await db.AlertSilences.AsNoTracking().Where(s => s.EndedAt == null && s.From <= now && s.To > now).ToListAsync(cancellationToken);
        return [.. alerts.Where(a => AlertCauses.IsKnown(a.Cause)).Select(a => Line(a, silences, now))];
    }

    /// <summary>Those that hold or are to come, and those that are over, newest first.</summary>
    public async Task<IReadOnlyList<AlertSilence>> SilencesAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.AlertSilences.AsNoTracking().OrderByDescending(s => s.Id).Take(200).ToListAsync(cancellationToken);
    }

    /// <exception cref="AlertException">There is no such alert.</exception>
    public async Task<AlertSilence> SilenceAsync(long alert, SilenceDraft draft, string by, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draft);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await db.Alerts.AsNoTracking().SingleOrDefaultAsync(a => a.Id == alert, cancellationToken) ?? throw new AlertException("unknown-alert", $"there is no alert {alert}; /api/v1/alerts lists them");
        return await SilenceAsync(draft with { Cause = found.Cause, Subject = found.Subject }, by, cancellationToken);
    }

    /// <exception cref="AlertException">No end or no reason is given, or no such cause is known.</exception>
    public async Task<AlertSilence> SilenceAsync(SilenceDraft draft, string by, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draft);
        var now = clock.GetUtcNow();
        var (from, to) = (draft.From ?? now, draft.To ?? throw Bad("say until when it is silent"));
        var reason = string.IsNullOrWhiteSpace(draft.Reason) ? throw Bad("say why it is silent, for example 'nghỉ Tết'") : draft.Reason.Trim();
        if (draft.Cause is { } cause && !AlertCauses.IsKnown(cause))
        {
            throw Bad($"'{cause}' is no cause; causes are {string.Join(", ", AlertCauses.All)}");
        }

        if (to <= from || to <= now || to - from > LongestSilence)
        {
            throw Bad($"a silence ends after it began, is not over yet, and lasts at most {LongestSilence.TotalDays:0} days");
        }

        var row = new AlertSilence { Cause = draft.Cause, Subject = Blank(draft.Subject), From = from, To = to, Reason = reason, By = PersonName.Of(by), CreatedAt = now };
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        db.Add(row);
        await db.SaveChangesAsync(cancellationToken);
        await AuditLog.WriteAsync(db, new AuditEntry("alert.silence", $"silence/{row.Id}") { By = row.By, After = new { row.Cause, row.Subject, row.From, row.To, row.Reason } }, now, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return row;
    }

    /// <exception cref="AlertException">There is none, or it is over.</exception>
    public async Task<AlertSilence> EndAsync(long id, string by, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var row = await db.AlertSilences.SingleOrDefaultAsync(s => s.Id == id && s.EndedAt == null && s.To > now, cancellationToken)
            ?? throw new AlertException("unknown-silence", $"there is no silence {id} that still holds; /api/v1/silences lists them");
        (row.EndedBy, row.EndedAt) = (PersonName.Of(by), now);
        await db.SaveChangesAsync(cancellationToken);
        await AuditLog.WriteAsync(db, new AuditEntry("alert.silence.end", $"silence/{id}") { By = row.EndedBy, Before = new { row.Cause, row.Subject, row.To } }, now, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return row;
    }

    internal static AlertLine Line(Alert a, IReadOnlyList<AlertSilence> silences, DateTimeOffset now)
    {
        var cause = AlertCauses.Of(a.Cause);
        return new(
            a.Id, a.Cause, cause.Severity, a.Subject, a.Since, a.ClosedAt, cause.Title, new(a.Vi, a.En), a.Owner, JsonSerializer.Deserialize<List<string>>(a.Hits)!, cause.Remedy, Readme + cause.Runbook, a.ToldOpenAt,
            silences.FirstOrDefault(s => s.Holds(a.Cause, a.Subject, now))?.Id);
    }

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static AlertException Bad(string message) => new("bad-silence", message);
}
