using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Display;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Targets;

namespace IntegrationHub.Indicators.Progress;

/// <summary>A target in the words of the answers.</summary>
public static class TargetText
{
    public static RowTarget? Of(ResolvedTarget? resolved) => resolved is null
        ? null
        : new(OperatorOf(resolved.Target.Operator), ThresholdOf(resolved.Target), SelectorOf(resolved.Target.Selector), resolved.Plan.Id);

    private static string OperatorOf(TargetOperator op) => op switch
    {
        TargetOperator.Greater => ">",
        TargetOperator.AtLeast => ">=",
        TargetOperator.Equal => "=",
        TargetOperator.AtMost => "<=",
        TargetOperator.Less => "<",
        TargetOperator.Between => "between",
        TargetOperator.Done => "done",
        _ => "none",
    };

    private static string? ThresholdOf(Target target) => target switch
    {
        { Threshold: null } => null,
        { Operator: TargetOperator.Between } => $"{HonestDisplay.Plain(target.Threshold.Value)},{HonestDisplay.Plain(target.UpperThreshold ?? target.Threshold.Value)}",
        _ => HonestDisplay.Plain(target.Threshold.Value),
    };

    private static string SelectorOf(TargetSelector? selector) => selector switch
    {
        { Unit: { } unit } => $"unit:{unit}",
        { Class: { } unitClass } => $"class:{unitClass}",
        { Level: { } level } => $"level:{Levels.Word(level)}",
        _ => "all",
    };
}
