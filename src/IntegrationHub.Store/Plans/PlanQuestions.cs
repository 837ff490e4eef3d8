using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Formulas;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Periods;
using IntegrationHub.Store.Catalogue.Yaml;
using IntegrationHub.Store.Figures;

namespace IntegrationHub.Store.Plans;

/// <summary>A question that has no answer: the message names what is wrong and what is allowed.</summary>
public sealed class ProgressQueryException(string code, string message) : Exception(message)
{
    /// <summary>A stable word, such as unknown-plan or bad-period.</summary>
    public string Code => code;
}

/// <summary>Reads the words of a question. Each method answers or throws a <see cref="ProgressQueryException"/>.</summary>
internal static class PlanQuestions
{
    public static ProgressQueryException NoCatalogue() =>
        new("no-catalogue", "no catalogue has been applied yet: run 'hub apply -f contracts/catalogue'");

    public static Plan Plan(FigureCatalogue catalogue, string plan) => catalogue.Catalogue.Plans.GetValueOrDefault(plan)
        ?? throw new ProgressQueryException("unknown-plan", $"there is no plan '{plan}'; known are {string.Join(", ", catalogue.Catalogue.Plans.Keys)}");

    /// <summary>Of an indicator or of a numbered part of a composite.</summary>
    public static IndicatorDefinition Definition(FigureCatalogue catalogue, string code) => catalogue.Definitions.Find(code)
        ?? throw new ProgressQueryException("unknown-indicator", $"there is no indicator '{code}'. {Near(code, catalogue.Catalogue.Indicators.Keys, "The rows of a plan name the indicators.")}");

    public static Metric Metric(FigureCatalogue catalogue, string code) => catalogue.Catalogue.Metrics.GetValueOrDefault(code)
        ?? throw new ProgressQueryException("unknown-metric", $"there is no metric '{code}'. {Near(code, catalogue.Catalogue.Metrics.Keys, "metrics.yaml declares the metrics.")}");

    public static OrgUnit Unit(FigureCatalogue catalogue, string unit) => catalogue.Tree.Find(unit)
        ?? throw new ProgressQueryException("unknown-unit", $"there is no unit '{unit}'. {Near(unit, catalogue.Catalogue.Units.Keys, "The list of plans names the units of each plan.")}");

    /// <summary>As was the unit must have been there in the period (today, where none is asked for); as now on the view's day.</summary>
    public static void Valid(FigureCatalogue catalogue, string unit, Period? period, DateOnly today, View view = default)
    {
        if (catalogue.Tree.VersionIn(Unit(catalogue, unit).Id, period?.Interval ?? Interval.Day(today), view) is null)
        {
            var when = view.At is null && period is not null ? $"in {period.Id}" : $"on {view.At ?? today:yyyy-MM-dd}";
            throw new ProgressQueryException("out-of-validity", $"unit '{unit}' is not valid {when}; ask for one that is, for example its successor");
        }
    }

    public static Period? Period(string? text, CalendarKind calendar) =>
        text is null ? null
        : Indicators.Periods.Period.TryParse(text, calendar, out var period, out var error) ? period
        : throw new ProgressQueryException("bad-period", error);

    public static Scope Scope(string? text) => Indicators.OrgUnits.Scope.TryParse(text ?? "subtree", out var scope)
        ? scope.Value
        : throw new ProgressQueryException("bad-scope", $"'{text}' is no scope; use own, subtree, level:province, level:district or level:commune");

    public static View View(string? text, DateOnly today) => Indicators.OrgUnits.View.TryParse(text ?? "as-was", today, out var view)
        ? view.Value
        : throw new ProgressQueryException("bad-view", $"'{text}' is no view; use as-was, as-now or as-now:2025-07-01");

    public static string Word(CalendarKind calendar) => calendar is CalendarKind.Admin ? "admin" : "gregorian";

    private static string Near(string written, IEnumerable<string> known, string otherwise) => Spelling.Suggest(written, known, otherwise);
}
