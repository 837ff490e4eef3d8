using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Stages;

/// <summary>That a process does the work of a stage: it says so every few seconds. Of one that was killed the row stays as it was.</summary>
public sealed class StageRow
{
    public const string Ready = "ready";
    public const string NotReady = "not-ready";

    /// <summary>Its process was asked to end and has.</summary>
    public const string Stopped = "stopped";

    /// <summary>How a problem begins when the stage's own loop does not go on.</summary>
    public const string OfLoop = "loop: ";

    /// <summary>How a problem begins when the bus is away.</summary>
    public const string OfBus = "bus: ";

    /// <summary>Machine, process and its start.</summary>
    public required string Process { get; init; }

    /// <summary>collect, record, notify or api.</summary>
    public required string Stage { get; init; }

    public required string State { get; set; }

    /// <summary>Why it is not ready.</summary>
    public string? Problem { get; set; }

    /// <summary>By the store's clock.</summary>
    public required DateTimeOffset BeatAt { get; set; }

    /// <summary>How far the machine's clock is ahead of the store's.</summary>
    public required long ClockOffMilliseconds { get; set; }

    /// <summary>Free bytes where the hub writes; null: not known.</summary>
    public long? DiskFree { get; set; }

    public long? DiskSize { get; set; }
}

public static class StageRows
{
    /// <summary>How often a process says so.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    /// <summary>Who has said nothing for so long is dead.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(35);

    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    /// <summary>The instant by the store's own clock, which is one for all processes.</summary>
    public static async Task<DateTimeOffset> NowAsync(HubDbContext db, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        var isPostgres = db.Database.ProviderName == "Npgsql.EntityFrameworkCore.PostgreSQL";
        var micros = isPostgres
            ? await db.Database.SqlQuery<long>($"SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS \"Value\"").SingleAsync(cancellationToken)
            : await db.Database.SqlQuery<long>($"SELECT CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) * 1000 AS \"Value\"").SingleAsync(cancellationToken);
        return Instant.FromMicroseconds(micros);
    }

    /// <summary>Says what the stages of a process are at, and forgets those that are long gone.</summary>
    public static async Task BeatAsync(HubDbContext db, string process, IReadOnlyCollection<StageRow> rows, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        var known = await db.Stages.Where(s => s.Process == process).ToDictionaryAsync(s => s.Stage, cancellationToken);
        foreach (var row in rows)
        {
            if (known.TryGetValue(row.Stage, out var old))
            {
                (old.State, old.Problem, old.BeatAt, old.ClockOffMilliseconds, old.DiskFree, old.DiskSize) = (row.State, row.Problem, row.BeatAt, row.ClockOffMilliseconds, row.DiskFree, row.DiskSize);
            }
            else
            {
                db.Add(row);
            }
        }

        await db.SaveChangesAsync(cancellationToken);
        var before = rows.First().BeatAt - Kept;
        await db.Stages.Where(s => s.BeatAt < before).ExecuteDeleteAsync(cancellationToken);
    }
}
