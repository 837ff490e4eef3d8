using System.Globalization;
using System.Text.Json.Nodes;
using IntegrationHub.Record;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Plans;
using IntegrationHub.Store.Releases;
using IntegrationHub.Store.Tests.Stores;
using IntegrationHub.Testing;
using Microsoft.EntityFrameworkCore;
using static IntegrationHub.Store.Tests.Stores.SmallWorld;

namespace IntegrationHub.Store.Tests.Releases;

/// <summary>The small world in April, with a complete first quarter: 71 of 100 in a1, 36 of 50 in each of the others; 179 of 250 in all, 71.6 %.</summary>
internal sealed class ReleaseWorld(MovingWorld world) : IAsyncDisposable
{
    public static readonly DateOnly Counted = Day(2, 10);

    private int revision = 1;

    public TestStore Store => world.Store;

    public FakeClock Clock => world.Clock;

    public ReleaseBook Book => Store.Releases;

    public static async Task<ReleaseWorld> CreateAsync(Database database, bool isComplete = true)
    {
        var made = new ReleaseWorld(await MovingWorld.CreateAsync(database, new DateTimeOffset(2024, 4, 5, 8, 0, 0, TimeSpan.FromHours(7))));
        await made.RecordAsync(
            [.. Communes.Where(c => isComplete || c != "B1").Select(c => c == "A1" ? MovingWorld.Count(c, Counted, 71, 100) : MovingWorld.Count(c, Counted, 36, 50))],
            [.. Communes.Where(c => isComplete || c != "B1").Select(c => Read(c, Day(1, 1), Day(4, 5)))]);
        return made;
    }

    public Task RecordAsync(IReadOnlyList<Revision> revisions, IReadOnlyList<IntegrationHub.Store.Figures.UnitDelivery>? delivered = null) =>
        world.RecordAsync(new SourcePage(Cases, [.. revisions.OrderBy(r => r.Record, StringComparer.Ordinal)]) { Delivered = delivered ?? [] });

    public Task CorrectAsync(string unit, long online, long received) => RecordAsync([MovingWorld.Count(unit, Counted, online, received, ++revision)]);

    public Task ApplyAsync(CatalogueFiles files) => world.ApplyAsync(files);

    public Task ApplyAsync(string path, string text) => world.ApplyAsync(new CatalogueFiles([new(path, text)]));

    public async Task<Release> PrepareAsync(string? period = "2024-Q1", DateOnly? cutOff = null)
    {
        var release = await Book.PrepareAsync(new ReleaseOrder("plan", period, null, null, cutOff, "Nguyễn An"), default);
        Clock.Advance(TimeSpan.FromMinutes(1));
        return release;
    }

    public async Task<Release> ReleaseAsync(string? period = "2024-Q1", DateOnly? cutOff = null)
    {
        var release = await PrepareAsync(period, cutOff);
        await Book.CheckAsync(release.Id, "Nguyễn An", default);
        await Book.SubmitAsync(release.Id, "Nguyễn An", "số liệu khảo sát đến sau", default);
        release = await Book.ApproveAsync(release.Id, "Lê Bình", default);
        Clock.Advance(TimeSpan.FromMinutes(1));
        await AnnounceAsync();
        return release;
    }

    public async Task<(int Announced, int Restated)> AnnounceAsync()
    {
        var done = await Store.ReleaseAnnouncer.AnnounceAsync(default);
        Clock.Advance(TimeSpan.FromMinutes(1));
        return done;
    }

    /// <summary>Status, revision and numbers of a unit's row.</summary>
    public async Task<string> RowAsync(string unit = "p", DateTimeOffset? knownAt = null, string indicator = "online-rate")
    {
        var progress = await Store.PlanFigures.ProgressAsync(new ProgressQuery("plan", unit, "2024-Q1") { Known = new KnownAt(knownAt) }, default);
        var row = progress.Rows.Single(r => r.Indicator == indicator);
        return string.Create(CultureInfo.InvariantCulture, $"{row.Status}({row.Revision}) {row.Numerator}/{row.Denominator} {row.Verdict}");
    }

    /// <summary>Unit, revision, cause and numbers of every change of a released figure.</summary>
    public async Task<IReadOnlyList<string>> RestatedAsync()
    {
        await using var db = Store.Open();
        return [.. (await db.Restatements.AsNoTracking().OrderBy(r => r.Id).ToListAsync())
            .Select(r => FormattableString.Invariant($"{r.Unit} {r.Revision} {r.Cause} {Of(r.Before)} -> {Of(r.After)}")).Order(StringComparer.Ordinal)];

        static string Of(string? json) => json is null ? "-" : ReleasedNumbers.Read(json) is var n ? $"{n.Numerator}/{n.Denominator} {n.Verdict}" : "";
    }

    public async Task<IReadOnlyList<JsonNode>> EventsAsync(string routing)
    {
        await using var db = Store.Open();
        return [.. (await db.Outbox.AsNoTracking().Where(o => o.RoutingKey.StartsWith(routing)).OrderBy(o => o.Id).ToListAsync()).Select(o => JsonNode.Parse(o.Body)!)];
    }

    public ValueTask DisposeAsync() => world.DisposeAsync();

    /// <summary>The files of the world with A1 and A2 merged into A3 on 15 February, told in April.</summary>
    public static CatalogueFiles Merged()
    {
        var files = MovingWorld.Files().All.ToDictionary(f => f.Path, f => f.Text);
        foreach (var id in new[] { "a1", "a2" })
        {
            files["orgunits.yaml"] = files["orgunits.yaml"].Replace(
                $"  - {{ id: {id}, class: commune, level: commune, parent: a, name: {id.ToUpperInvariant()} }}\n",
                $"  - id: {id}\n    class: commune\n    versions:\n      - {{ to: 2024-02-15, level: commune, parent: a, name: {id.ToUpperInvariant()} }}\n", StringComparison.Ordinal);
        }

        files["orgunits.yaml"] += "  - id: a3\n    class: commune\n    versions:\n      - { from: 2024-02-15, level: commune, parent: a, name: A3 }\n";
        files["succession.yaml"] = "events:\n  - { effective: 2024-02-15, kind: merge, from: [a1, a2], to: [a3], legalRef: \"Nghị quyết 1\" }\n";
        files["metrics.yaml"] = files["metrics.yaml"].Replace("units: [a1, a2, b1, m]", "units: [a1, a2, a3, b1, m]", StringComparison.Ordinal);
        return new CatalogueFiles(files.Select(f => new CatalogueFile(f.Key, f.Value)));
    }
}
