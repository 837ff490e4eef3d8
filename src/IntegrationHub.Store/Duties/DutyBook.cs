using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Duties;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Periods;
using IntegrationHub.Store.Audit;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Entries;
using IntegrationHub.Store.Figures;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Plans;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Duties;

/// <param name="From">First last day that is asked for; what has no date is left out once one of the two is given.</param>
/// <param name="To">Inclusive.</param>
public sealed record DutyQuery(string? Plan = null, string? Unit = null, string? Receiver = null, DateOnly? From = null, DateOnly? To = null, string? State = null);

/// <param name="SentAt">Null: now.</param>
public sealed record DutySending(string By, DateTimeOffset? SentAt = null, string? Document = null, long? Release = null, string? Note = null);

/// <summary>The duty is not there, or cannot be sent or undone; the message says why and what to do.</summary>
public sealed class DutyException(string code, string message) : Exception(message)
{
    public string Code => code;
}

/// <summary>What units owe, and what they have sent.</summary>
public sealed class DutyBook(IDbContextFactory<HubDbContext> contexts, CatalogueStore catalogues, FigureCatalogues figures, TimeProvider clock)
{
    public static IReadOnlyList<string> States { get; } = ["sent", "late", "overdue", "due-soon", "upcoming", "no-date"];

    /// <summary>In the order of last days; what has none comes last.</summary>
    /// <exception cref="ProgressQueryException">No catalogue, or a plan or unit that is not in it.</exception>
    public async Task<IReadOnlyList<DutyLine>> ListAsync(DutyQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var catalogue = await CatalogueAsync(cancellationToken);
        Check(catalogue, query);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var lines = await LinesAsync(db, catalogue, clock.GetUtcNow(), cancellationToken);
        return [.. lines.Where(l => (query.Plan is null || l.Plan == query.Plan) && (query.Unit is null || l.Unit == query.Unit) && (query.Receiver is null || l.Receiver == query.Receiver)
            && (query.State is null || l.State == query.State) && IsWithin(l.LastDay, query))];
    }

    /// <summary>All of them, with what was sent.</summary>
    public static async Task<IReadOnlyList<DutyLine>> LinesAsync(HubDbContext db, FigureCatalogue catalogue, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(catalogue);
        var sent = (await db.DutySubmissions.AsNoTracking().Where(s => s.UndoneAt == null).OrderBy(s => s.Id).ToListAsync(cancellationToken)).ToDictionary(KeyOf);
        var items = DutyCalendar.Of(catalogue.Catalogue, catalogue.Tree);

        // What is owed on request is of a period only once it was sent.
        var asked = items.Where(i => i.Key.Period == DutyKey.OnRequest).SelectMany(i => sent.Keys.Where(k => k with { Period = DutyKey.OnRequest } == i.Key).Select(k => i with { Key = k }));
        return [.. items.Concat(asked).Select(i => DutyLine.Of(i, catalogue.Tree, sent.GetValueOrDefault(i.Key), now))];
    }

    /// <exception cref="DutyException">There is no such duty, it was sent already, or it cannot have been.</exception>
    public async Task<DutyLine> SendAsync(string id, DutySending sending, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sending);
        var catalogue = await CatalogueAsync(cancellationToken);
        var (now, by) = (clock.GetUtcNow(), Named(sending.By));
        var item = Find(catalogue, id);
        if (sending.SentAt > now)
        {
            throw Bad($"it cannot have been sent at {sending.SentAt:yyyy-MM-dd'T'HH:mm:sszzz}, which is yet to come");
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await Open(db, item.Key).AnyAsync(cancellationToken))
        {
            throw Bad($"{id} was sent already; undo that first if it was wrong");
        }

        var row = new DutySubmission
        {
            Plan = item.Key.Plan, Duty = item.Key.Duty, Unit = item.Key.Unit, Period = item.Key.Period, SentAt = sending.SentAt ?? now, RecordedBy = by, RecordedAt = now,
            Document = Blank(sending.Document), Release = sending.Release, Note = Blank(sending.Note),
        };
        db.Add(row);
        await db.SaveChangesAsync(cancellationToken);
        await AuditLog.WriteAsync(db, new AuditEntry("duty.sent", $"duty/{id}") { By = by, After = DutySent.Of(row) }, now, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return DutyLine.Of(item, catalogue.Tree, row, now);
    }

    /// <exception cref="DutyException">There is no such duty, or it was not sent.</exception>
    public async Task<DutyLine> UndoAsync(string id, string by, string? reason, CancellationToken cancellationToken)
    {
        var catalogue = await CatalogueAsync(cancellationToken);
        var (now, person) = (clock.GetUtcNow(), Named(by));
        var because = Blank(reason) ?? throw Bad("say why it is undone");
        var item = Find(catalogue, id);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var row = await Open(db, item.Key).SingleOrDefaultAsync(cancellationToken) ?? throw Bad($"{id} was not sent, so there is nothing to undo");
        (row.UndoneBy, row.UndoneAt, row.UndoneBecause) = (person, now, because);
        await db.SaveChangesAsync(cancellationToken);
        await AuditLog.WriteAsync(db, new AuditEntry("duty.undo", $"duty/{id}") { By = person, Before = DutySent.Of(row), After = new { because } }, now, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return DutyLine.Of(item, catalogue.Tree, null, now);
    }

    public static DutyKey KeyOf(DutySubmission row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new(row.Plan, row.Duty, row.Unit, row.Period);
    }

    private async Task<FigureCatalogue> CatalogueAsync(CancellationToken cancellationToken) =>
        await figures.OfAsync(await catalogues.CurrentAsync(cancellationToken) ?? throw PlanQuestions.NoCatalogue(), cancellationToken);

    private static void Check(FigureCatalogue catalogue, DutyQuery query)
    {
        _ = query.Plan is { } plan ? PlanQuestions.Plan(catalogue, plan) : null;
        _ = query.Unit is { } unit ? PlanQuestions.Unit(catalogue, unit) : null;
        _ = query.Receiver is { } receiver ? PlanQuestions.Unit(catalogue, receiver) : null;
        if (query.State is { } state && !States.Contains(state))
        {
            throw Bad($"'{state}' is no state; use {string.Join(", ", States)}");
        }
    }

    private static bool IsWithin(DateOnly? day, DutyQuery query) =>
        day is null ? query is { From: null, To: null } : (query.From is null || day >= query.From) && (query.To is null || day <= query.To);

    private static DutyItem Find(FigureCatalogue catalogue, string id)
    {
        var unknown = new DutyException("unknown-duty", $"there is no duty '{id}'; the list of duties has their ids, and one that is owed on request ends in the period, such as 2024-Q1");
        if (!DutyKey.TryParse(id, out var found) || found is not { } key)
        {
            throw unknown;
        }

        var items = DutyCalendar.Of(catalogue.Catalogue, catalogue.Tree);
        if (items.FirstOrDefault(i => i.Key == key) is { } known)
        {
            return key.Period == DutyKey.OnRequest ? throw Bad($"name the period that was reported instead of '{DutyKey.OnRequest}', for example {key with { Period = $"{known.Plan.Year}-Q1" }}") : known;
        }

        return items.FirstOrDefault(i => i.Key == key with { Period = DutyKey.OnRequest }) is { } onRequest && Period.TryParse(key.Period, onRequest.Plan.Calendar, out _, out _)
            ? onRequest with { Key = key }
            : throw unknown;
    }

    private static IQueryable<DutySubmission> Open(HubDbContext db, DutyKey key) =>
        db.DutySubmissions.Where(s => s.Plan == key.Plan && s.Duty == key.Duty && s.Unit == key.Unit && s.Period == key.Period && s.UndoneAt == null);

    private static string Named(string by) => string.IsNullOrWhiteSpace(by) || PersonName.Of(by) is not { Length: > 0 } name ? throw Bad("say who does it") : name;

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static DutyException Bad(string message) => new("bad-duty", message);
}
