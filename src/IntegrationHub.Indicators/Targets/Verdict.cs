namespace IntegrationHub.Indicators.Targets;

public enum Verdict
{
    Met,
    NotMet,

    /// <summary>Data are missing, and whatever they are the target is met.</summary>
    MetCertain,

    /// <summary>Data are missing, and whatever they are the target is not met.</summary>
    NotMetCertain,

    /// <summary>Data are missing, and they decide.</summary>
    Undetermined,

    /// <summary>No activity, or nobody that the target is about.</summary>
    NotApplicable,

    /// <summary>There is a target and no figure.</summary>
    NotEvaluable,
    NoTarget,
}
