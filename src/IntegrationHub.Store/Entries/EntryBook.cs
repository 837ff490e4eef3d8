using System.Globalization;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Periods;
using IntegrationHub.Store.Audit;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Entries;

/// <summary>What somebody wants to enter, as it was written.</summary>
/// <param name="What">Code of an indicator that is a count, rank or milestone, of a metric that is entered by hand, or of a plan for a difficulty.</param>
/// <param name="Period">A period (2024, 2024-Q3, …), or a day (2024-09-30) for a metric.</param>
/// <param name="Amount">A number; null for a milestone and a difficulty.</param>
/// <param name="State">open, done or not-triggered; null but for a milestone.</param>
public sealed record EntryDraft(string What, string Unit, string Period, string? Amount, string? State, string? Document, DateOnly? DocumentDate, string? Note, string By);

/// <summary>The entry cannot be taken; the message says why and what to do.</summary>
public sealed class EntryException(string code, string message) : Exception(message)
{
    public string Code => code;
}

/// <summary>Entries of people: two of them for each, and nothing ever changed or removed.</summary>
public sealed class EntryBook(IDbContextFactory<HubDbContext> contexts, CatalogueStore catalogues, TimeProvider clock)
{
    public const string Feed = "manual/entries";

    /// <exception cref="EntryException">It cannot be taken.</exception>
    public async Task<EntryRow> AddAsync(EntryDraft draft, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draft);
        var catalogue = (await catalogues.CurrentAsync(cancellationToken))?.Catalogue ?? throw new EntryException("no-catalogue", "no catalogue has been applied yet: run 'hub apply'");
        var missing = new[] { ("what", draft.What), ("unit", draft.Unit), ("period", draft.Period), ("by", draft.By) }.Where(p => string.IsNullOrWhiteSpace(p.Item2)).Select(p => p.Item1).ToList();
        if (missing.Count > 0)
        {
            throw Bad($"missing: {string.Join(", ", missing)}; an entry says what it is about, of which unit and period, and who enters it");
        }

        if (!catalogue.Units.ContainsKey(draft.Unit))
        {
            throw Bad($"there is no unit '{draft.Unit}'");
        }

        var row = Row(catalogue, draft, clock.GetUtcNow());
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        db.Add(row);
        await db.SaveChangesAsync(cancellationToken);
        await AuditLog.WriteAsync(db, new AuditEntry("entry.add", SubjectOf(row)) { By = row.EnteredBy, After = Facts(row) }, row.EnteredAt, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return row;
    }

    /// <exception cref="EntryException">There is none, it is not open, or the same person entered it.</exception>
    public Task<EntryRow> ConfirmAsync(long id, string by, CancellationToken cancellationToken) => ChangeAsync(id, "entry.confirm", by, (entry, now) =>
    {
        if (entry.ConfirmedAt is not null || entry.UndoneAt is not null)
        {
            throw Bad($"entry {id} is {(entry.UndoneAt is null ? "confirmed" : "undone")} already");
        }

        if (PersonName.IsSame(entry.EnteredBy, by))
        {
            throw Bad($"{entry.EnteredBy} entered it; a second person has to confirm it");
        }

        (entry.ConfirmedBy, entry.ConfirmedAt, entry.Pending) = (PersonName.Of(by), now, entry.Plan is null);
    }, cancellationToken);

    /// <exception cref="EntryException">There is none, or it is undone already.</exception>
    public Task<EntryRow> UndoAsync(long id, string by, string reason, CancellationToken cancellationToken) => ChangeAsync(id, "entry.undo", by, (entry, now) =>
    {
        if (entry.UndoneAt is not null)
        {
            throw Bad($"entry {id} is undone already");
        }

        if (string.IsNullOrWhiteSpace(reason))
        {
            throw Bad("say why it is undone");
        }

        (entry.UndoneBy, entry.UndoneAt, entry.UndoneBecause) = (PersonName.Of(by), now, reason.Trim());
        entry.Pending = entry.Plan is null && entry.ConfirmedAt is not null;
    }, cancellationToken);

    public async Task<IReadOnlyList<EntryRow>> ListAsync(
        string? unit, string? what, bool withUndone, int limit, CancellationToken cancellationToken, IReadOnlyCollection<string>? within = null)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Entries.AsNoTracking()
            .Where(e => (unit == null || e.Unit == unit) && (within == null || within.Contains(e.Unit)) && (what == null || e.Indicator == what || e.Metric == what || e.Plan == what) && (withUndone || e.UndoneAt == null))
            .OrderByDescending(e => e.Id).Take(limit).ToListAsync(cancellationToken);
    }

    /// <summary>Null when there is no such entry.</summary>
    public async Task<string?> UnitOfAsync(long id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Entries.Where(e => e.Id == id).Select(e => e.Unit).SingleOrDefaultAsync(cancellationToken);
    }

    private async Task<EntryRow> ChangeAsync(long id, string action, string by, Action<EntryRow, DateTimeOffset> change, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(by) || PersonName.Of(by).Length == 0)
        {
            throw Bad("say who does it");
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var entry = await db.Entries.SingleOrDefaultAsync(e => e.Id == id, cancellationToken) ?? throw new EntryException("unknown-entry", $"there is no entry {id}; 'hub entry list' shows them");
        var (before, now) = (Facts(entry), clock.GetUtcNow());
        change(entry, now);
        entry.ChangedAt = now;
        await db.SaveChangesAsync(cancellationToken);
        await AuditLog.WriteAsync(db, new AuditEntry(action, SubjectOf(entry)) { By = PersonName.Of(by), Before = before, After = Facts(entry) }, now, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return entry;
    }

    private static string SubjectOf(EntryRow entry) => string.Create(CultureInfo.InvariantCulture, $"entry/{entry.Id}");

    /// <summary>What the audit log says of it; words of people stand in the entry alone.</summary>
    private static object Facts(EntryRow entry) => new
    {
        what = entry.Indicator ?? entry.Metric ?? entry.Plan, entry.Unit, entry.FromDay, entry.ToDay, entry.Amount, entry.State, entry.Document,
        stands = entry.UndoneAt is not null ? "undone" : entry.ConfirmedAt is not null ? "confirmed" : "entered",
    };

    private static EntryRow Row(HubCatalogue catalogue, EntryDraft draft, DateTimeOffset now)
    {
        var indicator = catalogue.Indicators.GetValueOrDefault(draft.What);
        var metric = catalogue.Metrics.GetValueOrDefault(draft.What);
        var plan = catalogue.Plans.GetValueOrDefault(draft.What);
        var kind = (indicator?.Kind, metric, plan) switch
        {
            (RowKind.Count or RowKind.Rank, _, _) => "count",
            (RowKind.Milestone, _, _) => "milestone",
            (not null, _, _) => throw Bad($"'{draft.What}' is a percentage or has no number, and a percentage is never entered: enter the counts that it is made of, with their evidence"),
            (_, not null, _) when metric.Feeds.ContainsKey(Feed) => "count",
            (_, not null, _) => throw Bad($"'{draft.What}' is counted by {string.Join(", ", metric.Feeds.Keys)}; only metrics of the feed {Feed} are entered by hand"),
            (_, _, not null) => "difficulty",
            _ => throw Bad($"there is no indicator, metric or plan '{draft.What}'"),
        };
        var interval = IntervalOf(draft.Period, plan?.Calendar ?? CalendarKind.Gregorian);
        CheckValue(draft, kind, metric);
        return new EntryRow
        {
            Kind = kind, Indicator = indicator?.Code, Metric = indicator is null ? metric?.Code : null, Plan = indicator is null && metric is null ? plan?.Id : null,
            Unit = draft.Unit, FromDay = interval.From, ToDay = interval.To, Amount = AmountOf(draft.Amount), State = draft.State,
            Document = Blank(draft.Document), DocumentDate = draft.DocumentDate, Note = Blank(draft.Note), EnteredBy = PersonName.Of(draft.By), EnteredAt = now, ChangedAt = now,
        };
    }

    private static void CheckValue(EntryDraft draft, string kind, Metric? metric)
    {
        switch (kind)
        {
            case "count" when draft.State is not null || AmountOf(draft.Amount) is null:
                throw Bad("a count needs an amount, a number of at least 0 such as 3 or 12.5, and no state");
            case "milestone" when draft.Amount is not null || draft.State is not ("open" or "done" or "not-triggered"):
                throw Bad("a milestone needs a state, open, done or not-triggered, and no amount");
            case "difficulty" when draft.Amount is not null || draft.State is not null || Blank(draft.Note) is null:
                throw Bad("a difficulty is told in words (note), without amount or state");
            case "count" or "milestone" when draft.State is not ("open" or "not-triggered") && (Blank(draft.Document) is null || draft.DocumentDate is null):
                throw Bad("name the document that proves it: its number and its date");
        }

        if (metric is { Scale: var scale } && AmountOf(draft.Amount) is { } amount && amount.Split('.') is [_, var digits] && digits.Length > scale)
        {
            throw Bad($"'{metric.Code}' keeps {scale} digits after the point");
        }
    }

    /// <summary>A day, or a period.</summary>
    private static Interval IntervalOf(string text, CalendarKind calendar) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? Interval.Day(day)
        : Period.TryParse(text, calendar, out var period, out var error) ? period.Interval
        : throw Bad(error);

    /// <summary>In one spelling; null when it is no amount.</summary>
    private static string? AmountOf(string? text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) ? amount.ToString("0.############", CultureInfo.InvariantCulture) : null;

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static EntryException Bad(string message) => new("bad-entry", message);
}
