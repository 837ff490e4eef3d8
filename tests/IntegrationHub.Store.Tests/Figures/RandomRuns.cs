using System.Globalization;
using IntegrationHub.Store.Tests.Stores;
using Xunit;
using Xunit.Sdk;

namespace IntegrationHub.Store.Tests.Figures;

/// <summary>
/// Random runs, each made from its number alone, a thousand of them as one test. The number of a failing run is in the failure, and
/// <c>HUB_TEST_RUN=number</c> in the environment makes that run alone.
/// </summary>
internal static class RandomRuns
{
    public const string Variable = "HUB_TEST_RUN";

    /// <summary>First number and count of each test. Runs of one test share their stores, also when one of them is replayed alone.</summary>
    public static TheoryData<int, int> Numbers(int first, int count)
    {
        if (int.TryParse(Environment.GetEnvironmentVariable(Variable), NumberStyles.None, CultureInfo.InvariantCulture, out var only))
        {
            return new() { { only, 1 } };
        }

        var numbers = new TheoryData<int, int>();
        for (var at = first; at < first + count; at += EmptiedStore.MostRuns)
        {
            numbers.Add(at, Math.Min(EmptiedStore.MostRuns, first + count - at));
        }

        return numbers;
    }

    /// <summary>What the numbers of a store's words depend on.</summary>
    public static int SeedOf(int number) => number / EmptiedStore.MostRuns;

    public static async Task EachAsync(int first, int count, Func<int, Task> run)
    {
        for (var number = first; number < first + count; number++)
        {
            try
            {
                await run(number);
            }
            catch (Exception e)
            {
                throw new XunitException($"Run {number} failed; {Variable}={number} makes it alone.\n{e.Message}", e);
            }
        }
    }
}
