using System.Globalization;
using System.Numerics;
using System.Text.Json;
using IntegrationHub.Indicators.Aggregation;
using IntegrationHub.Indicators.Display;
using IntegrationHub.Indicators.Formulas;
using IntegrationHub.Indicators.Explain;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Periods;
using IntegrationHub.Indicators.Progress;
using Xunit;

namespace IntegrationHub.Testing.Conformance;

/// <summary>Puts the world's observations where the figures under test come from, and gives these figures.</summary>
public delegate Task<IFigures> FiguresFor(ConformanceWorld world);

/// <summary>The row that answers a question; the pair is null for a composite, which has no numbers.</summary>
public sealed record ConformanceAnswer(ProgressRow Row, Pair? Pair, Shortfall? Shortfall = null);

/// <summary>Runs a case: every question in its own world, every assertion of its answer.</summary>
public static class ConformanceCheck
{
    public static async Task RunAsync(ConformanceCase @case, FiguresFor figuresFor)
    {
        Assert.NotEmpty(@case.Expect);
        DueConformance.Run(@case);
        foreach (var ordered in Orders(@case))
        {
            await AnswersAsync(ordered, figuresFor);
        }
    }

    /// <summary>The case itself, and for deliveries in any order one for each other order with the questions about the end.</summary>
    private static IEnumerable<ConformanceCase> Orders(ConformanceCase @case)
    {
        yield return @case;
        foreach (var order in Permutations([.. @case.AnyOrder]).Where(o => !o.SequenceEqual(@case.AnyOrder)))
        {
            var queues = order.ToDictionary(at => at, at => @case.Observations.Where(o => o.At == at).ToList());
            var next = new Queue<string>(order);
            var observations = @case.Observations.GroupBy(o => o.At ?? "").SelectMany(g => queues.ContainsKey(g.Key) ? queues[next.Dequeue()] : [.. g]);
            var last = @case.AnyOrder[^1];
            var labels = @case.Observations.Select(o => o.At ?? "").Distinct().ToList();
            yield return @case with
            {
                Id = $"{@case.Id} ({string.Join(", ", order)})",
                Observations = [.. observations],
                Effects = [],
                Expect = [.. @case.Expect.Where(e => e.DataAt is null || labels.IndexOf(e.DataAt) > labels.IndexOf(last))],
            };
        }
    }

    private static IEnumerable<string[]> Permutations(string[] items) => items.Length < 2
        ? [items]
        : items.SelectMany(first => Permutations([.. items.Where(i => i != first)]).Select(rest => (string[])[first, .. rest]));

    private static async Task AssertEffectAsync(ConformanceCase @case, CaseEffect effect, FiguresFor figuresFor)
    {
        var asked = @case.Expect[0];
        var world = new ConformanceWorld(@case, asked with { DataAt = effect.At });
        var before = new ConformanceWorld(@case, asked with { DataAt = world.Labels[world.Labels.ToList().IndexOf(effect.At) - 1] });
        var (now, then) = (await figuresFor(world), await figuresFor(before));
        var keys = world.Catalogue.Units.Keys.Select(u => new FigureKey(world.Indicator, u, Scope.Subtree, world.Period)).ToList();
        Assert.Equal(effect.Changed, keys.Any(k => (now.Pair(k).N, now.Pair(k).D, now.Pair(k).Received) != (then.Pair(k).N, then.Pair(k).D, then.Pair(k).Received)));
        Assert.Equal(effect.History, world.Observations.Select(o => o.Delivery ?? o.At).Distinct().Count());
    }

    private static async Task AnswersAsync(ConformanceCase @case, FiguresFor figuresFor)
    {
        foreach (var effect in @case.Effects)
        {
            await AssertEffectAsync(@case, effect, figuresFor);
        }

        foreach (var (expectation, number) in @case.Expect.Select((e, i) => (e, i + 1)))
        {
            var world = new ConformanceWorld(@case, expectation);
            var figures = await figuresFor(world);
            if (expectation.Error is { } error)
            {
                AssertRefused(world, figures, error, $"{@case.Id} question {number}");
                continue;
            }

            if (expectation.Touched is { } touched)
            {
                await AssertTouchedAsync(world, figures, touched, figuresFor);
                continue;
            }

            var answer = await ReleasedAsync(world, Answer(world, figures), figuresFor);
            Assert.True(expectation.Answer.Count + expectation.Not.Count > 0, $"{@case.Id} question {number} asserts nothing.");
            foreach (var failure in Failures(expectation, answer))
            {
                Assert.Fail($"{@case.Id} question {number} ({expectation.Unit} {expectation.Indicator} {expectation.Part} {expectation.DataAt}): {failure}");
            }
        }
    }

    /// <summary>The figures that one correction moved are exactly those that may move; nothing else differs.</summary>
    private static async Task AssertTouchedAsync(ConformanceWorld world, IFigures after, CaseTouched touched, FiguresFor figuresFor)
    {
        var before = await figuresFor(new ConformanceWorld(world.Case, world.Expectation with { DataAt = touched.Since }));
        var definitions = new IndicatorDefinitions(world.Catalogue);
        var year = CalendarYear.MonthOf(world.Calendar, world.Period.From).Year;
        var differing =
            from definition in definitions.Ratios()
            from unit in world.Catalogue.Units.Keys
            from period in Period.NamedIn(world.Calendar, year)
            let key = new FigureKey(definition.Code, unit, Scope.Subtree, period)
            where (before.Pair(key).N, before.Pair(key).D, before.Pair(key).Received) != (after.Pair(key).N, after.Pair(key).D, after.Pair(key).Received)
            select key;
        var found = differing.ToHashSet();
        var may = TouchedFigures.Of(definitions, world.Tree, touched.M, world.Expectation.Unit, world.Period.Interval, world.Calendar);
        Assert.Equal(touched.Count, found.Count);
        Assert.True(found.SetEquals(may), $"{world.Case.Id}: {string.Join(" ", found.Except(may))} | {string.Join(" ", may.Except(found))}");
        Assert.DoesNotContain(found, k => touched.Elsewhere.Contains(k.Unit));
    }

    /// <summary>The answer beside the newest release that was there by then.</summary>
    private static async Task<ConformanceAnswer> ReleasedAsync(ConformanceWorld world, ConformanceAnswer answer, FiguresFor figuresFor)
    {
        var releases = world.Case.Releases.Where(r => world.IsKnown(r, world.Expectation.DataAt)).ToList();
        if (releases.Count == 0)
        {
            return answer;
        }

        var labels = world.Labels.Where(l => world.IsKnown(releases[0], l) && world.IsKnown(l, world.Expectation.DataAt)).ToList();
        var values = new Dictionary<string, (string?, string?, string)>();
        foreach (var label in labels)
        {
            var then = new ConformanceWorld(world.Case, world.Expectation with { DataAt = label });
            var row = Answer(then, await figuresFor(then)).Row;
            values[label] = (row.Numerator, row.Denominator, row.Verdict);
        }

        var revisions = labels.Zip(labels.Skip(1)).Count(l => values[l.First] != values[l.Second]);
        var (n, d, verdict) = values[releases[^1]];
        return answer with { Row = new ReleasedFigure(n, d, verdict, revisions).Over(answer.Row) };
    }

    /// <summary>Asks the plan evaluator, as every user of the figures does.</summary>
    public static ConformanceAnswer Answer(ConformanceWorld world, IFigures figures)
    {
        var asked = world.Expectation;
        var indicator = world.Indicator;
        var recorded = new RecordingFigures(figures);
        var rows = new PlanEvaluator(world.Catalogue, world.Tree, recorded, view: world.View).Rows(world.Query);
        var row = rows.FirstOrDefault(r => r.Indicator == indicator && r.Part == asked.Part);
        Assert.True(row is not null, $"{world.Case.Id}: no row {indicator} {asked.Part} for {asked.Unit}.");
        var pair = recorded.Last(asked.Part ?? indicator, asked.Unit) ?? ShareOf(world, indicator, figures);
        var target = world.Catalogue.Plans.Values.SelectMany(p => p.Rows).FirstOrDefault(r => r.Indicator == indicator)?.Target;
        return new(row, pair, target is null || pair is null ? null : Shortfall.Of(target, pair));
    }

    private static void AssertRefused(ConformanceWorld world, IFigures figures, string error, string question)
    {
        var asked = world.Expectation;
        Assert.True(asked.Answer.Count + asked.Not.Count == 0, $"{question} expects an error and an answer.");
        Assert.Empty(new PlanEvaluator(world.Catalogue, world.Tree, figures, view: world.View).Rows(world.Query));
        var pair = figures.Pair(new(world.Indicator, asked.Unit, world.Query.Scope, world.Period));
        Assert.True(pair.Reasons.SequenceEqual([error]) && !pair.AnythingDelivered && pair.Expected == 0, $"{question}: refused with [{string.Join(", ", pair.Reasons)}], expected {error}.");
    }

    // A share of units is asked of no figure: it is made from the verdicts of the units.
    private static Pair? ShareOf(ConformanceWorld world, string indicator, IFigures figures) =>
        new IndicatorDefinitions(world.Catalogue).Find(indicator) is { Formula: ShareFormula share }
            ? new ShareOfUnits(world.Tree, figures, world.View).PairOf(share, world.Expectation.Unit, world.Query.Scope, world.Period)
            : null;

    private static IEnumerable<string> Failures(Expectation expectation, ConformanceAnswer answer)
    {
        foreach (var (name, wanted) in expectation.Answer)
        {
            var failure = wanted.ValueKind is JsonValueKind.Array
                ? ListFailure(name, [.. wanted.EnumerateArray().Select(e => e.GetString()!)], answer)
                : ValueFailure(name, wanted.GetString(), answer);
            if (failure is not null)
            {
                yield return failure;
            }
        }

        foreach (var (name, wrong) in expectation.Not)
        {
            if (ValueOf(name, answer) is { } value && wrong.Contains(value))
            {
                yield return $"{name} is {value}, the wrong answer that the case warns of.";
            }
        }
    }

    private static string? ListFailure(string name, IReadOnlyList<string> wanted, ConformanceAnswer answer)
    {
        var found = name switch
        {
            "missingUnits" => answer.Row.MissingUnits,
            "invalidUnits" => answer.Pair?.InvalidUnits ?? [],
            "marks" => answer.Row.Marks,
            "reasons" => answer.Row.Reasons,
            "segments" => [.. answer.Row.Segments.Select(s => $"{s.Period.Id} {s.Numerator}/{s.Denominator} {s.Display}")],
            _ => throw new FormatException($"'{name}' is no list of an answer."),
        };
        return wanted.Order(StringComparer.Ordinal).SequenceEqual(found.Order(StringComparer.Ordinal))
            ? null
            : $"{name} is [{string.Join(", ", found)}], expected [{string.Join(", ", wanted)}].";
    }

    private static string? ValueFailure(string name, string? wanted, ConformanceAnswer answer)
    {
        var found = ValueOf(name, answer);
        var isEqual = name switch
        {
            "lo" or "hi" or "weightedCoverage" => SameFraction(wanted, found),
            "percent" => wanted is null ? found is null : found?.StartsWith(wanted, StringComparison.Ordinal) is true,
            _ => found == wanted,
        };
        return isEqual ? null : $"{name} is {found ?? "null"}, expected {wanted ?? "null"}.";
    }

    private static string? ValueOf(string name, ConformanceAnswer answer) => name switch
    {
        "N" => answer.Row.Numerator,
        "D" => answer.Row.Denominator,
        "N/D" => $"{answer.Row.Numerator}/{answer.Row.Denominator}",
        "percent" => answer.Row.Percent,
        "shown" => answer.Row.Display,
        "coverage" => $"{answer.Row.Coverage.Received}/{answer.Row.Coverage.Expected}",
        "weightedCoverage" => Fraction(answer.Pair?.WeightedCoverage),
        "W" => answer.Pair?.MissingWeight is { } weight ? HonestDisplay.Plain(weight) : null,
        "lo" => Fraction(answer.Pair?.Low),
        "hi" => Fraction(answer.Pair?.High),
        "status" => answer.Row.Status,
        "availability" => answer.Pair is { } pair ? Availabilities.Of(pair).ToString() : null,
        "verdict" => answer.Row.Verdict,
        "revision" => answer.Row.Revision.ToString(CultureInfo.InvariantCulture),
        "stillNeeded" => answer.Shortfall?.Existing?.ToString(CultureInfo.InvariantCulture),
        "stillNeededNew" => answer.Shortfall?.New?.ToString(CultureInfo.InvariantCulture),
        "mandate" => answer.Row.MandateVerdict,
        "targetPlan" => answer.Row.Target?.Plan,
        "value" => answer.Row.Value,
        "notApplicableUnits" => answer.Pair?.NotApplicableUnits.ToString(CultureInfo.InvariantCulture),
        _ => throw new FormatException($"'{name}' is no part of an answer."),
    };

    private static string? Fraction(Ratio? ratio) => ratio is { } r ? $"{r.N}/{r.D}" : null;

    private static bool SameFraction(string? wanted, string? found)
    {
        if (wanted is null || found is null)
        {
            return wanted == found;
        }

        var (left, right) = (Parts(wanted), Parts(found));
        return left.N * right.D == right.N * left.D;
    }

    private static (BigInteger N, BigInteger D) Parts(string fraction)
    {
        var parts = fraction.Split('/').Select(p => decimal.Parse(p, CultureInfo.InvariantCulture)).ToArray();
        var ratio = Ratio.Of(parts[0], parts[1]);
        return (ratio.N, ratio.D);
    }

    // The row has its numbers as text; the exact bounds are looked up in the pair that it was made from.
    private sealed class RecordingFigures(IFigures inner) : IFigures
    {
        private readonly List<(FigureKey Key, Pair Pair)> _asked = [];

        public DateOnly Today => inner.Today;

        public Pair Pair(FigureKey key)
        {
            var pair = inner.Pair(key);
            _asked.Add((key, pair));
            return pair;
        }

        public Pair? Last(string indicator, string unit) => _asked.LastOrDefault(a => a.Key.Indicator == indicator && a.Key.Unit == unit).Pair;
    }
}
