using System.Globalization;
using System.Text.Json;
using IntegrationHub.Indicators.Aggregation;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Explain;
using IntegrationHub.Indicators.Formulas;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Periods;
using IntegrationHub.Indicators.Progress;
using IntegrationHub.Indicators.Targets;
using IntegrationHub.Store.Figures;

namespace IntegrationHub.Store.Plans;

/// <summary>What a figure still needs to meet the target of its row.</summary>
internal sealed class Needs
{
    private readonly ResolvedTarget? target;
    private readonly string counted;

    /// <exception cref="ProgressQueryException">The asked plan does not exist.</exception>
    public Needs(FigureCatalogue catalogue, IndicatorDefinition definition, LineageQuery query, Scope scope, Period period)
    {
        var plan = query.Plan is { } asked ? PlanQuestions.Plan(catalogue, asked) : PlanOf(catalogue, query.Unit, period.Calendar, period.To);
        target = plan is null ? null : new TargetResolver(catalogue.Catalogue, catalogue.Tree).Resolve(plan.Id, query.Indicator, query.Unit, scope, period).Own;
        counted = definition.Formula is RatioFormula { Denominator.Terms: [var first, ..] } && catalogue.Catalogue.Metrics.TryGetValue(first.Metric.Code, out var metric) ? metric.Unit : "unit";
    }

    /// <summary>The plan whose target is meant when none is named.</summary>
    public static Plan? PlanOf(FigureCatalogue catalogue, string unit, CalendarKind calendar, DateOnly end)
    {
        var lastDay = end.AddDays(-1);
        return new TargetResolver(catalogue.Catalogue, catalogue.Tree).NearestPlan(unit, CalendarYear.MonthOf(calendar, lastDay).Year, lastDay);
    }

    public StillNeeded? Of(Pair pair) =>
        pair.AnythingDelivered && target is { } own && TargetText.Of(own) is { } text && Shortfall.Of(own.Target, pair) is { } shortfall
            ? new(text, JsonNamingPolicy.CamelCase.ConvertName(shortfall.Kind.ToString()),
                shortfall.Existing?.ToString(CultureInfo.InvariantCulture), shortfall.New?.ToString(CultureInfo.InvariantCulture), counted)
            : null;
}
