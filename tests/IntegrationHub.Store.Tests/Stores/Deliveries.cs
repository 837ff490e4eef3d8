using IntegrationHub.Store.Figures;
using static IntegrationHub.Store.Tests.Stores.SmallWorld;

namespace IntegrationHub.Store.Tests.Stores;

/// <summary>Random deliveries of the small world; the same number gives the same ones.</summary>
internal static class Deliveries
{
    /// <summary>Pages as other processes would record the readings: cut anyhow, some of them twice, in any order.</summary>
    public static SourcePage[] Arrivals(int number)
    {
        var random = new Random(number);
        return Arrivals([.. Runs(random)], random);
    }

    public static SourcePage[] Arrivals(IReadOnlyList<Pull> runs, Random random)
    {
        var pages = runs.SelectMany(r => Pages(Split(r, random))).ToArray();
        var arrivals = pages.Concat(pages.Where(_ => random.Next(3) == 0)).ToArray();
        random.Shuffle(arrivals);
        return arrivals;
    }

    /// <summary>What a run has read: its revisions, and the days that it read completely.</summary>
    public sealed record Pull(string Feed, IReadOnlyList<IReadOnlyList<Revision>> Pages, IReadOnlyList<UnitDelivery> Delivered);

    public static IEnumerable<SourcePage> Pages(Pull pull)
    {
        var run = Guid.NewGuid();
        return pull.Pages.Select((page, seq) => new SourcePage(pull.Feed, page)
        {
            Run = run,
            Seq = seq,
            ClosesRun = seq == pull.Pages.Count - 1,
            Delivered = [.. pull.Delivered.Where((_, i) => seq == pull.Pages.Count - 1 || i % pull.Pages.Count == seq)],
        });
    }

    private static Pull Split(Pull pull, Random random)
    {
        var all = pull.Pages.SelectMany(p => p).ToArray();
        random.Shuffle(all);
        return pull with { Pages = [.. all.Chunk(random.Next(2, 12)).Select(c => c.OrderBy(r => r.Record, StringComparer.Ordinal).ToList())] };
    }

    public static IEnumerable<Pull> Runs(Random random)
    {
        for (var at = 1; at <= 4; at++)
        {
            var cases = Enumerable.Range(0, 12).Where(_ => random.Next(3) > 0).Select(i => AnyCase(random, i, at * 10)).ToList();
            var (half, on) = (cases.Count / 2, random.Next(2) == 0 ? OnReceipt : OnCompletion);
            yield return new(Cases, [cases[..half], cases[half..]], [.. Communes.Where(_ => random.Next(3) > 0).Select(u => AnyDays(random, u, on))]);

            var surveys = Communes.Where(_ => random.Next(3) > 0).Select(u => AnySurvey(random, u, random.Next(1, 3), at * 10)).ToList();
            yield return new(Surveys, [surveys], []);
        }
    }

    public static Revision AnyCase(Random random, int i, long observedAt)
    {
        if (random.Next(8) == 0)
        {
            return new($"case-{i:00}", observedAt, null);
        }

        var received = Moved.AddDays(random.Next(-4, 4));
        DateOnly? done = random.Next(2) == 0 ? received.AddDays(random.Next(0, 6)) : null;
        return Case($"case-{i:00}", observedAt, Communes[random.Next(4)], received, random.Next(2) == 0, done, random.Next(2) == 0);
    }

    public static UnitDelivery AnyDays(Random random, string unit, string on)
    {
        var from = Moved.AddDays(random.Next(-6, 4));
        return Read(unit, from, from.AddDays(random.Next(1, 9)), on);
    }

    public static Revision AnySurvey(Random random, string unit, int month, long observedAt) => random.Next(8) == 0
        ? new($"{unit}|{month}", observedAt, null)
        : Survey(unit, month, observedAt,
        [
            .. new[] { ("asked", (long)random.Next(0, 5)), ("content", random.Next(0, 5)), ("planned", random.Next(0, 2000)), ("spent", random.Next(0, 2000)) }
                .Where(_ => random.Next(6) > 0),
        ]);
}
