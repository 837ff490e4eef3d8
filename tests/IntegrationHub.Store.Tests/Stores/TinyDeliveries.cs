using static IntegrationHub.Store.Tests.Stores.SmallWorld;

namespace IntegrationHub.Store.Tests.Stores;

/// <summary>
/// Two or three short pulls of the small world over few records, so that revisions, withdrawals and deliveries meet often. Thousands of
/// them find more than a few long ones. The same number gives the same ones, down to the names of the batches.
/// </summary>
internal static class TinyDeliveries
{
    /// <summary>The pulls, each a page by itself, in the order in which the source was asked.</summary>
    public static IReadOnlyList<SourcePage> Straight(Random random) => [.. Enumerable.Range(1, random.Next(2, 4)).Select(at => Pull(random, at))];

    /// <summary>The same readings as other processes would record them: cut anyhow, some pulled again, some delivered twice, in any order.</summary>
    public static IReadOnlyList<SourcePage> Arrivals(IReadOnlyList<SourcePage> pulls, Random random)
    {
        var pages = pulls.SelectMany(p => Cut(p, random)).ToList();
        pages.AddRange(pulls.Where(_ => random.Next(6) == 0).Select(p => p with { Batch = Id(random), Run = Id(random) }).ToList());
        var arrivals = pages.Concat(pages.Where(_ => random.Next(4) == 0)).ToArray();
        random.Shuffle(arrivals);
        return arrivals;
    }

    private static SourcePage Pull(Random random, int at)
    {
        var isCases = random.Next(3) > 0;
        var on = random.Next(2) == 0 ? OnReceipt : OnCompletion;
        var revisions = isCases
            ? Some(random, 4).Select(i => Deliveries.AnyCase(random, i, at * 10))
            : Some(random, 4).Select(i => Deliveries.AnySurvey(random, Communes[i], random.Next(1, 3), at * 10));
        return new(isCases ? Cases : Surveys, [.. revisions.Select(r => r with { SourceSeq = random.Next(4) == 0 ? 1 : 0 })])
        {
            Batch = Id(random),
            Run = Id(random),
            Mapping = random.Next(6) == 0 ? 2 : 1,
            Delivered = isCases ? [.. Some(random, 4).Select(i => Deliveries.AnyDays(random, Communes[i], on))] : [],
        };
    }

    private static IEnumerable<SourcePage> Cut(SourcePage pull, Random random)
    {
        var revisions = pull.Revisions.ToArray();
        random.Shuffle(revisions);
        var first = random.Next(revisions.Length + 1);
        var early = random.Next(pull.Delivered.Count + 1);
        if (random.Next(3) == 0)
        {
            return [pull with { Batch = Id(random), Run = Id(random), Revisions = revisions }];
        }

        var run = Id(random);
        return
        [
            pull with { Batch = Id(random), Run = run, Seq = 0, ClosesRun = false, Revisions = revisions[..first], Delivered = [.. pull.Delivered.Take(early)] },
            pull with { Batch = Id(random), Run = run, Seq = 1, ClosesRun = true, Revisions = revisions[first..], Delivered = [.. pull.Delivered.Skip(early)] },
        ];
    }

    private static IEnumerable<int> Some(Random random, int count) => [.. Enumerable.Range(0, count).Where(_ => random.Next(2) == 0)];

    private static Guid Id(Random random)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return new(bytes);
    }
}
