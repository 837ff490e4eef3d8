using System.Text.Json;
using IntegrationHub.Indicators.Aggregation;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Display;
using IntegrationHub.Indicators.Explain;
using IntegrationHub.Indicators.Formulas;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Periods;
using IntegrationHub.Indicators.Progress;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Plans;

/// <param name="Period">The figure that is asked about, such as 2024-Q1.</param>
/// <param name="Against">Another period, or the instant at which the same period is compared: its data, definitions and geography.</param>
public sealed record MovementQuery(string Indicator, string Unit, string Period, string Against, CalendarKind Calendar = CalendarKind.Gregorian, string? Scope = null)
{
    /// <summary>From where the figure that is asked about is looked at.</summary>
    public KnownAt Known { get; init; } = KnownAt.Now;

    /// <summary>as-was (also when null), as-now, or as-now of a day.</summary>
    public string? View { get; init; }
}

/// <summary>Why a figure moved, between two periods or between two instants of one period.</summary>
public sealed class MovementReader(
    IDbContextFactory<HubDbContext> contexts, Standpoints standpoints, PlanFigures figures, CodeTable codes, SlotTable slots, ILedgerDialect dialect)
{
    /// <exception cref="ProgressQueryException">Unknown indicator, unit or period, nothing to compare with, or an indicator that has no percentage.</exception>
    public async Task<FigureMovement> ReadAsync(MovementQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        await codes.LoadAsync(cancellationToken);
        await slots.LoadAsync(cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var picture = await dialect.BeginReadAsync(db, cancellationToken);
        var asked = await standpoints.OfAsync(db, query.Known, query.View, cancellationToken);
        var definition = PlanQuestions.Definition(asked.Catalogue, query.Indicator);
        var period = PlanQuestions.Period(query.Period, query.Calendar)!;
        PlanQuestions.Valid(asked.Catalogue, query.Unit, period, asked.Today, asked.View);
        if (definition.Ratio is null && definition.Formula is not ShareFormula)
        {
            var remedy = definition.Formula is AllFormula ? "ask for one of its parts" : "ask for its lineage";
            throw new ProgressQueryException("no-percentage", $"'{query.Indicator}' has no percentage whose movement could be split; {remedy}");
        }

        var scope = PlanQuestions.Scope(query.Scope);
        var own = await codes.NumberAsync(CodeTable.Scope, "own", cancellationToken);
        var steps = new MovementSteps(db, figures, own, query.Indicator, query.Unit, scope);
        var to = EndOf(steps, asked, period, definition);
        var answer = new FigureMovement
        {
            Indicator = query.Indicator,
            Unit = query.Unit,
            Scope = PlanEvaluator.EffectiveScope(definition, scope).ToString(),
            View = asked.View.ToString(),
            From = to,
            To = to,
        };
        if (Period.TryParse(query.Against, query.Calendar, out var other, out _))
        {
            PlanQuestions.Valid(asked.Catalogue, query.Unit, other, asked.Today, asked.View);
            var isForward = other.To <= period.To;
            var moved = isForward ? steps.BetweenPeriods(asked, other, period) : steps.BetweenPeriods(asked, period, other)?.Reversed();
            return WithParts(answer with { From = EndOf(steps, asked, other, definition) }, moved, definition);
        }

        if (!Instants.TryParse(query.Against, out var instant))
        {
            throw new ProgressQueryException(
                "bad-against", $"'{query.Against}' is nothing to compare with; write another period ({Period.Forms}) or an instant ({Instants.Forms})");
        }

        var then = new KnownAt(instant, instant, instant);
        var before = await standpoints.OfAsync(db, then, query.View, cancellationToken);
        return WithParts(
            answer with { From = EndOf(steps, before, period, definition) },
            instant <= (query.Known.Data ?? DateTimeOffset.MaxValue)
                ? await BetweenAsync(db, steps, period, (then, before), (query.Known, asked), query.View, cancellationToken)
                : (await BetweenAsync(db, steps, period, (query.Known, asked), (then, before), query.View, cancellationToken))?.Reversed(),
            definition);
    }

    private async Task<Movement?> BetweenAsync(
        HubDbContext db, MovementSteps steps, Period period, (KnownAt Known, Standpoint At) first, (KnownAt Known, Standpoint At) second, string? view, CancellationToken cancellationToken)
    {
        var withData = await standpoints.OfAsync(db, first.Known with { Data = second.Known.Data }, view, cancellationToken);
        var withGeography = await standpoints.OfAsync(db, first.Known with { Data = second.Known.Data, Geography = second.Known.Geography }, view, cancellationToken);
        return steps.BetweenInstants(period, first.At, withData, withGeography, second.At);
    }

    private static FigureMovement WithParts(FigureMovement answer, Movement? movement, IndicatorDefinition definition)
    {
        if (movement is null)
        {
            var reasons = answer.From.Reasons.Concat(answer.To.Reasons).Distinct().ToList();
            return answer with { Reasons = reasons.Count > 0 ? reasons : [answer.From.Percent is null || answer.To.Percent is null ? PairReasons.NotComputed : Marks.Break] };
        }

        var decimals = definition.Indicator.Decimals;
        return answer with
        {
            Points = movement.Difference.ToString(),
            Display = movement.Difference.Shown(decimals),
            Residual = movement.Residual.ToString(),
            Parts = [.. Enum.GetValues<MoveCause>().Order().Select(cause => movement.Parts.FirstOrDefault(p => p.Cause == cause) ?? new(cause, Points.Zero))
                .Select(p => new MovementPart(JsonNamingPolicy.CamelCase.ConvertName(p.Cause.ToString()), p.Points.ToString(), p.Points.Shown(decimals), p.IsJoined))],
        };
    }

    private static MovementEnd EndOf(MovementSteps steps, Standpoint from, Period period, IndicatorDefinition definition)
    {
        var pair = steps.At(from, period);
        var hasNumbers = pair.AnythingDelivered && pair is not { IsBreak: true, IsBridged: false };
        return new(
            RowPeriod.Of(period), from.AsOf,
            hasNumbers ? Amounts.Text(pair.N, pair.Divisor) : null, hasNumbers ? Amounts.Text(pair.D, pair.Divisor) : null,
            hasNumbers ? pair.Value?.PercentText() : null,
            !hasNumbers ? HonestDisplay.NoData : pair.Value is { } value ? HonestDisplay.Of(value, definition.Indicator.Decimals) : HonestDisplay.NotApplicable,
            pair.Expected, pair.Received,
            [.. pair.Reasons, .. pair.InvalidCodes, .. pair is { IsBreak: true, IsBridged: false } ? [Marks.Break] : Array.Empty<string>()]);
    }
}
