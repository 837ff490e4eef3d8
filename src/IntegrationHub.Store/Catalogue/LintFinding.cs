namespace IntegrationHub.Store.Catalogue;

public enum LintSeverity
{
    Error,
    Warning,
}

/// <summary>One thing to correct in a file.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Code">Stable; the list is in contracts/catalogue/README.md.</param>
public sealed record LintFinding(string File, int Line, int Column, string Code, LintSeverity Severity, string Message, string Remedy)
{
    public override string ToString() => FormattableString.Invariant($"{File}:{Line}:{Column}: {Code} {Message} {Remedy}");
}

public static class LintCodes
{
    public const string Yaml = "E_YAML";
    public const string FileUnknown = "E_FILE_UNKNOWN";
    public const string FileMissing = "E_FILE_MISSING";
    public const string FileName = "E_FILE_NAME";
    public const string PropertyUnknown = "E_PROPERTY_UNKNOWN";
    public const string PropertyMissing = "E_PROPERTY_MISSING";
    public const string Type = "E_TYPE";
    public const string Date = "E_DATE";
    public const string Word = "E_WORD";
    public const string Form = "E_FORM";
    public const string Range = "E_RANGE";
    public const string Decomposed = "E_TEXT_DECOMPOSED";
    public const string Validity = "E_VALIDITY";
    public const string Duplicate = "E_DUPLICATE";
    public const string UnitUnknown = "E_UNIT_UNKNOWN";
    public const string ClassUnknown = "E_CLASS_UNKNOWN";
    public const string FeedUnknown = "E_FEED_UNKNOWN";
    public const string MetricUnknown = "E_METRIC_UNKNOWN";
    public const string IndicatorUnknown = "E_INDICATOR_UNKNOWN";
    public const string PlanUnknown = "E_PLAN_UNKNOWN";
    public const string UnitOverlap = "E_UNIT_OVERLAP";
    public const string UnitCycle = "E_UNIT_CYCLE";
    public const string UnitParent = "E_UNIT_PARENT";
    public const string SuccessionShape = "E_SUCCESSION_SHAPE";
    public const string SuccessionDay = "E_SUCCESSION_DAY";
    public const string Successor = "E_SUCCESSOR";
    public const string Shares = "E_SHARES";
    public const string AliasOverlap = "E_ALIAS_OVERLAP";
    public const string TargetOverlap = "E_TARGET_OVERLAP";
    public const string TargetKind = "E_TARGET_KIND";
    public const string TargetPart = "E_TARGET_PART";
    public const string Threshold = "E_THRESHOLD";
    public const string PlanCycle = "E_PLAN_CYCLE";
    public const string IndicatorKind = "E_INDICATOR_KIND";
    public const string IndicatorCycle = "E_INDICATOR_CYCLE";
    public const string SubsetOf = "E_SUBSET";
    public const string DutyDay = "E_DUTY_DAY";
    public const string DueClose = "W_DUE_CLOSE";
    public const string DueChild = "W_DUE_CHILD";
    public const string National = "E_NATIONAL";
    public const string MetricKind = "E_METRIC_KIND";
    public const string VersionOrder = "E_VERSION_ORDER";
    public const string VersionGrain = "E_VERSION_GRAIN";
    public const string Bridge = "E_BRIDGE";
    public const string AuthorityNone = "E_AUTHORITY_NONE";
    public const string AuthorityTwo = "E_AUTHORITY_TWO";
    public const string AuthorityFeed = "E_AUTHORITY_FEED";
    public const string FeedDate = "E_FEED_DATE";
    public const string FeedMix = "E_FEED_MIX";
    public const string FeedMetric = "E_FEED_METRIC";
    public const string DateMix = "E_DATE_MIX";
    public const string ConnectorUnknown = "E_CONNECTOR_UNKNOWN";
    public const string StreamUnknown = "E_STREAM_UNKNOWN";
    public const string SystemUnknown = "E_SYSTEM_UNKNOWN";
    public const string OptionUnknown = "E_OPTION_UNKNOWN";
    public const string OptionMissing = "E_OPTION_MISSING";
    public const string OptionType = "E_OPTION_TYPE";
    public const string OptionRange = "E_OPTION_RANGE";
    public const string OptionUrl = "E_OPTION_URL";
    public const string SecretLiteral = "E_SECRET_LITERAL";
    public const string SecretReference = "E_SECRET_REFERENCE";
    public const string Cron = "E_CRON";
    public const string Hours = "E_HOURS";
    public const string MappingVersion = "E_MAPPING_VERSION";
    public const string MappingUntested = "W_MAPPING_UNTESTED";
}
