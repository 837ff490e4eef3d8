using System.Security.Cryptography;
using System.Text.RegularExpressions;
using IntegrationHub.Store.Audit;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Access;

/// <summary>People who sign in with a password of the hub's own. It knows hashes, never passwords.</summary>
public sealed partial class UserBook(IDbContextFactory<HubDbContext> contexts, CatalogueStore catalogues, TimeProvider clock)
{
    // So many may be wrong; each further one locks for twice as long as the one before.
    private const int FreeFailures = 5;
    private static readonly TimeSpan FirstLock = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestLock = TimeSpan.FromHours(1);

    /// <exception cref="AccessException">Name, roles or unit are wrong, or there is one already.</exception>
    public async Task AddAsync(string name, IEnumerable<string> roles, string? unit, string password, CancellationToken cancellationToken)
    {
        var user = new UserAccount
        {
            Name = CheckName(name), Roles = Roles.Parse(roles), Unit = await CheckUnitAsync(catalogues, unit, cancellationToken), Password = password, Stamp = NewStamp(), CreatedAt = clock.GetUtcNow(),
        };
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await db.Users.AnyAsync(u => u.Name == user.Name, cancellationToken))
        {
            throw new AccessException($"there is a user '{name}' already");
        }

        db.Add(user);
        await db.SaveChangesAsync(cancellationToken);
        await AuditLog.WriteAsync(db, new AuditEntry("user.add", "user/" + user.Name) { After = Facts(user) }, clock.GetUtcNow(), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<UserAccount>> ListAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Users.AsNoTracking().OrderBy(u => u.Name).ToListAsync(cancellationToken);
    }

    /// <summary>Null when nobody has the name.</summary>
    public async Task<UserAccount?> FindAsync(string name, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Name == name, cancellationToken);
    }

    /// <param name="name">Who.</param>
    /// <param name="roles">Empty: as they are.</param>
    /// <param name="unit">Null: as it is; empty: all units.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="keepsAdmin">Whether an administrator of all units has to be left.</param>
    public async Task SetAsync(string name, IReadOnlyCollection<string> roles, string? unit, CancellationToken cancellationToken, bool keepsAdmin = false)
    {
        var (parsed, place) = (roles.Count == 0 ? null : Roles.Parse(roles), unit is null or "" ? null : await CheckUnitAsync(catalogues, unit, cancellationToken));
        await ChangeAsync(name, "user.set", user => (user.Roles, user.Unit) = (parsed ?? user.Roles, unit is null ? user.Unit : place), cancellationToken, keepsAdmin);
    }

    public Task LockAsync(string name, bool locked, CancellationToken cancellationToken, bool keepsAdmin = false) => ChangeAsync(name, locked ? "user.lock" : "user.unlock", user =>
        (user.Locked, user.LockedUntil, user.Failures) = (locked, null, 0), cancellationToken, keepsAdmin);

    /// <summary>Ends the sessions that there are.</summary>
    public Task SetPasswordAsync(string name, string password, CancellationToken cancellationToken) => ChangeAsync(name, "user.password", user =>
        (user.Password, user.LockedUntil, user.Failures) = (password, null, 0), cancellationToken);

    public async Task RemoveAsync(string name, CancellationToken cancellationToken, bool keepsAdmin = false)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var user = await FindAsync(db, name, cancellationToken);
        db.Remove(user);
        await db.SaveChangesAsync(cancellationToken);
        await AuditLog.WriteAsync(db, new AuditEntry("user.remove", "user/" + user.Name) { Before = Facts(user) }, clock.GetUtcNow(), cancellationToken);
        await CheckAdminAsync(db, keepsAdmin, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Whether name and password fit; null when they do not, and while it is locked.</summary>
    /// <param name="name">As it was typed.</param>
    /// <param name="verify">Compares a stored hash; of nobody's it is asked with null, and takes as long.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<UserAccount?> SignInAsync(string name, Func<string?, bool> verify, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(verify);
        var (typed, now) = (name.Trim().ToLowerInvariant(), clock.GetUtcNow());
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var user = await CountAsync(db, typed, now, cancellationToken);
        if (!verify(user?.Password) || user is null)
        {
            return null;
        }

        await db.Users.Where(u => u.Name == typed).ExecuteUpdateAsync(
            set => set.SetProperty(u => u.Failures, 0).SetProperty(u => u.LockedUntil, (DateTimeOffset?)null).SetProperty(u => u.SignedInAt, now), cancellationToken);
        await AuditLog.WriteAsync(db, new AuditEntry("session.begin", "user/" + typed) { By = typed }, now, cancellationToken);
        return user;
    }

    internal static string CheckName(string name) => Name().IsMatch(name)
        ? name
        : throw new AccessException($"'{name}' is no name; write 2 to 60 small letters, digits, dots, hyphens or underscores, a letter or digit first");

    internal static async Task<string?> CheckUnitAsync(CatalogueStore catalogues, string? unit, CancellationToken cancellationToken) =>
        unit is null || (await catalogues.CurrentAsync(cancellationToken))?.Catalogue.Units.ContainsKey(unit) is true
            ? unit
            : throw new AccessException($"there is no unit '{unit}' in the applied catalogue");

    /// <summary>Counts the attempt before it is judged: however many are made at once, each counts.</summary>
    private static async Task<UserAccount?> CountAsync(HubDbContext db, string name, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var open = db.Users.Where(u => u.Name == name && !u.Locked && u.Password != null && (u.LockedUntil == null || u.LockedUntil <= now));
        if (await open.ExecuteUpdateAsync(set => set.SetProperty(u => u.Failures, u => u.Failures + 1), cancellationToken) == 0)
        {
            return null;
        }

        var user = await db.Users.AsNoTracking().SingleAsync(u => u.Name == name, cancellationToken);
        if (user.Failures >= FreeFailures)
        {
            var until = now + TimeSpan.FromTicks(Math.Min(LongestLock.Ticks, FirstLock.Ticks << Math.Min(10, user.Failures - FreeFailures)));
            await db.Users.Where(u => u.Name == name).ExecuteUpdateAsync(set => set.SetProperty(u => u.LockedUntil, until), cancellationToken);
            await AuditLog.WriteAsync(db, new AuditEntry("user.locked-out", "user/" + name) { By = name, After = new { until, user.Failures } }, now, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return user;
    }

    /// <summary>After the log was written to: whoever changes users at the same time has waited for that, and sees what is left.</summary>
    private static async Task CheckAdminAsync(HubDbContext db, bool keepsAdmin, CancellationToken cancellationToken)
    {
        if (keepsAdmin && !(await db.Users.AsNoTracking().Where(u => !u.Locked && u.Password != null && u.Unit == null).Select(u => u.Roles).ToListAsync(cancellationToken)).Exists(r => (Roles.RightsOf(r) & Rights.Administer) != 0))
        {
            throw new AccessException("nobody would be left who administers the hub; make another user an admin of all units first") { LeavesNoAdmin = true };
        }
    }

    private async Task ChangeAsync(string name, string action, Action<UserAccount> change, CancellationToken cancellationToken, bool keepsAdmin = false)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var user = await FindAsync(db, name, cancellationToken);
        var before = Facts(user);
        change(user);
        user.Stamp = NewStamp();
        await db.SaveChangesAsync(cancellationToken);
        await AuditLog.WriteAsync(db, new AuditEntry(action, "user/" + name) { Before = before, After = Facts(user) }, clock.GetUtcNow(), cancellationToken);
        await CheckAdminAsync(db, keepsAdmin, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task<UserAccount> FindAsync(HubDbContext db, string name, CancellationToken cancellationToken) =>
        await db.Users.SingleOrDefaultAsync(u => u.Name == name, cancellationToken) ?? throw new AccessException($"there is no user '{name}'; 'hub user list' shows them");

    private static object Facts(UserAccount user) => new { user.Roles, user.Unit, user.Locked };

    private static string NewStamp() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    [GeneratedRegex("^[a-z0-9][a-z0-9._-]{1,59}$")]
    private static partial Regex Name();
}
