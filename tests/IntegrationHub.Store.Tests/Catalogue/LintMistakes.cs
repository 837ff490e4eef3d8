using IntegrationHub.Indicators.Formulas;
using IntegrationHub.Store.Catalogue;

namespace IntegrationHub.Store.Tests.Catalogue;

/// <summary>A mistake in the small catalogue: the text Right becomes Wrong, in which § stands where lint must point.</summary>
internal sealed record Mistake(string Code, string File, string Right, string Wrong)
{
    public override string ToString() => $"{Code}: {Wrong.Trim()}";
}

/// <summary>At least one mistake for every code.</summary>
internal static class LintMistakes
{
    private const string Units = "orgunits.yaml";
    private const string Events = "succession.yaml";
    private const string Metrics = "metrics.yaml";
    private const string Indicators = "indicators.yaml";
    private const string Plan = "plans/plan-2024.yaml";
    private const string Child = "plans/child-2024.yaml";
    private const string Aliases = "aliases/tthc.yaml";
    private const string Source = "sources/tthc-test.yaml";
    private const string Formula = "ratio(dossier.online, dossier.received)";

    public static IReadOnlyList<Mistake> All { get; } =
    [
        .. Reading(), .. OfUnits(), .. OfMetrics(), .. OfFormulas(), .. OfIndicators(), .. OfPlans(), .. OfSources(),
    ];

    private static IEnumerable<Mistake> Reading() =>
    [
        new(LintCodes.Yaml, Units, "    name: Sở", "    name: Sở§: và"),
        new(LintCodes.Yaml, Units, "    class: department", "    §id: two\n    class: department"),
        new(LintCodes.PropertyUnknown, Units, "    parent: province\n    name: Sở", "    §parrent: province\n    name: Sở"),
        new(LintCodes.PropertyUnknown, Source, "name: Hệ thống\n", "name: Hệ thống\n§nothing-like-it: 1\n"),
        new(LintCodes.PropertyMissing, Units, "  - id: office\n    class: department", "  - §id: office"),
        new(LintCodes.PropertyMissing, Units, "  - id: office\n    class: department\n    level: province\n    parent: province\n    name: Sở", "  - §id: office\n    class: department\n    level: province\n    parent: province"),
        new(LintCodes.PropertyMissing, "calendars.yaml", "{ date: 2024-01-01, name", "§{ name"),
        new(LintCodes.Type, Plan, "year: 2024", "year: §next"),
        new(LintCodes.Type, Units, "units:", "units: §none\nothers:"),
        new(LintCodes.Type, Metrics, "tthc/period-snapshots: {}\n    authorities:\n      - { calendar", "tthc/period-snapshots: §yes\n    authorities:\n      - { calendar"),
        new(LintCodes.Date, Aliases, "from: 2025-01-01", "from: §2025-02-30"),
        new(LintCodes.Word, Units, "level: province\n    parent", "level: §provinz\n    parent"),
        new(LintCodes.Form, Units, "id: office", "id: §Office_1"),
        new(LintCodes.Range, Plan, "year: 2024", "year: §24"),
        new(LintCodes.Range, Indicators, "    feed: tthc/dossiers", "    feed: tthc/dossiers\n    minCoverage: §80"),
        new(LintCodes.Decomposed, Units, "name: Sở", "name: §Sơ\u0309"),
        new(LintCodes.Validity, Units, "{ from: 2024-07-01, level", "{ from: 2024-07-01, to: §2024-07-01, level"),
        new(LintCodes.Duplicate, Units, "- id: office", "- id: §province"),
        new(LintCodes.Duplicate, Units, "    versions:", "    code: §\"1\"\n    versions:"),
        new(LintCodes.Duplicate, Indicators, "code: support", "code: §rule-issued"),
    ];

    private static IEnumerable<Mistake> OfUnits() =>
    [
        new(LintCodes.UnitUnknown, Units, "parent: province\n    name: Sở", "parent: §provins\n    name: Sở"),
        new(LintCodes.UnitUnknown, Events, "from: [commune]", "from: [commune, §comune]"),
        new(LintCodes.UnitUnknown, Aliases, "unit: province", "unit: §nobody"),
        new(LintCodes.UnitUnknown, Metrics, "units: [commune]", "units: [§nobody]"),
        new(LintCodes.UnitUnknown, Plan, "owner: province", "owner: §nobody"),
        new(LintCodes.UnitUnknown, Plan, "value: 70,", "value: 70, unit: §nobody,"),
        new(LintCodes.UnitOverlap, Units, "- { from: 2024-07-01", "- §{ from: 2024-06-30"),
        new(LintCodes.UnitCycle, Units, "    level: province\n    name: { vi: Tỉnh", "    level: province\n    parent: §office\n    name: { vi: Tỉnh"),
        new(LintCodes.UnitParent, Units, "    level: province\n    parent: province\n    name: Sở", "    level: province\n    parent: province\n    name: Sở\n  - id: room\n    class: division\n    versions: [{ from: 2024-01-01, level: province, name: Phòng }]\n  - id: desk\n    class: division\n    level: province\n    parent: §room\n    name: Bàn"),
        new(LintCodes.ClassUnknown, Metrics, "{ class: department }", "{ class: §departement }"),
        new(LintCodes.ClassUnknown, Plan, "value: 70,", "value: 70, class: §nothing,"),
        new(LintCodes.SuccessionShape, Events, "- { effective: 2024-07-01, kind: rename", "- §{ effective: 2024-07-01, kind: create"),
        new(LintCodes.SuccessionShape, Events, "- { effective: 2024-09-01, kind: split", "- §{ effective: 2024-09-01, kind: merge"),
        new(LintCodes.SuccessionShape, Events, "to: [commune], legalRef", "to: [commune], gap: §unknown, legalRef"),
        new(LintCodes.SuccessionDay, Events, "2024-07-01, kind: rename, from: [commune]", "2024-07-02, kind: rename, from: [§commune]"),
        new(LintCodes.SuccessionDay, Events, "kind: rename, from: [commune], to: [commune]", "kind: transfer, from: [§commune], to: [office]"),
        new(LintCodes.SuccessionDay, Events, "kind: rename, from: [commune], to: [commune]", "kind: create, from: [], to: [§office]"),
        new(LintCodes.Successor, Events, "to: [ward-east, ward-west]", "to: [ward-east, ward-west, §ward]"),
        new(LintCodes.Shares, Events, "shares: [{ to: ward-east, share: 0.6 }", "shares: §[{ to: ward-east, share: 0.61 }"),
        new(LintCodes.Shares, Events, "shares: [{ to: ward-east, share: 0.6 }", "shares: §[{ to: ward-east, share: 0.6 }, { to: ward-east, share: 0.9, metric: dossier.done }"),
        new(LintCodes.Shares, Events, "{ to: ward-east, share: 0.6 }", "{ to: §ward-est, share: 0.6 }"),
        new(LintCodes.Shares, Events, "{ to: ward-east, share: 0.6 }", "{ to: ward-east, share: 0.6 }, { to: ward-east, share: 1, metric: §dossier.online }"),
        new(LintCodes.Shares, Events, "to: [commune], legalRef", "to: [commune], shares: §[{ to: commune, share: 1 }], legalRef"),
        new(LintCodes.MetricUnknown, Events, "{ to: ward-east, share: 0.6 }", "{ to: ward-east, share: 0.6 }, { to: ward-east, share: 1, metric: §dossier.don }"),
        new(LintCodes.Range, Events, "{ to: ward-east, share: 0.6 }", "{ to: ward-east, share: §0.6000001 }"),
        new(LintCodes.Range, Events, "{ to: ward-east, share: 0.6 }", "{ to: ward-east, share: §-0.6 }"),
        new(LintCodes.Duplicate, Events, "{ to: ward-west, share: 0.4 }", "§{ to: ward-east, share: 0.4 }"),
        new(LintCodes.Duplicate, Events, "events:\n", "events:\n  - { effective: 2024-09-01, kind: abolish, from: [ward], legalRef: NQ 3 }\n  - { effective: 2024-09-01, kind: abolish, from: [§ward], legalRef: NQ 4 }\n"),
        new(LintCodes.AliasOverlap, Aliases, "- { code: H02, unit: commune, from: 2025-01-01 }", "- §{ code: H02, unit: commune, from: 2024-12-31 }"),
    ];

    private static IEnumerable<Mistake> OfMetrics() =>
    [
        new(LintCodes.FeedUnknown, Metrics, "- { feed: tthc/dossiers }\n  - code: dossier.done", "- { feed: §tthc/dosiers }\n  - code: dossier.done"),
        new(LintCodes.FeedUnknown, Indicators, "feed: tthc/dossiers", "feed: §tthc/nothing"),
        new(LintCodes.FeedDate, Metrics, "tthc/dossiers: { on: NgayTra }", "§tthc/dossiers: {}"),
        new(LintCodes.FeedDate, Metrics, "tthc/period-snapshots: {}\n    authorities:\n      - { calendar", "tthc/period-snapshots: { on: §Ky }\n    authorities:\n      - { calendar"),
        new(LintCodes.MetricUnknown, Metrics, "subsetOf: dossier.received", "subsetOf: §dossier.recieved"),
        new(LintCodes.MetricUnknown, Indicators, "value: dossier.done", "value: §dossier.don"),
        new(LintCodes.SubsetOf, Metrics, "subsetOf: dossier.received", "subsetOf: §dossier.online"),
        new(LintCodes.SubsetOf, Metrics, "subsetOf: dossier.received", "subsetOf: §staff.total"),
        new(LintCodes.AuthorityNone, Metrics, "    authorities:\n      - { feed: tthc/dossiers }\n  - code: dossier.done", "    authorities:\n      §- { calendar: admin, feed: tthc/dossiers }\n  - code: dossier.done"),
        new(LintCodes.AuthorityNone, Metrics, "- { from: 2024-01-01, feed", "- §{ from: 2024-02-01, feed"),
        new(LintCodes.AuthorityTwo, Metrics, "- { from: 2024-01-01, feed", "- §{ from: 2023-12-31, feed"),
        new(LintCodes.AuthorityTwo, Metrics, "{ calendar: admin, feed: tthc/dossiers }", "§{ feed: tthc/dossiers }"),
        new(LintCodes.MetricKind, Metrics, "    subsetOf: dossier.received\n", "    subsetOf: dossier.received\n    carryForward: §1\n"),
        new(LintCodes.MetricKind, Metrics, "    subsetOf: dossier.received\n", "    subsetOf: dossier.received\n    resets: §never\n"),
        new(LintCodes.UnitUnknown, Metrics, "    subsetOf: dossier.received\n", "    subsetOf: dossier.received\n    totals: [{ units: [§nobody] }]\n"),
        new(LintCodes.UnitUnknown, Metrics, "    kind: stock-last\n    unit: person\n", "    kind: running-total\n    unit: person\n    anchors: [{ day: 2024-01-01, unit: §nobody }]\n"),
        new(LintCodes.VersionOrder, Metrics, "    subsetOf: dossier.received\n", "    subsetOf: dossier.received\n    versions:\n      - { from: 2024-07-01, legalRef: x }\n      - { from: §2024-01-01, legalRef: x }\n"),
        new(LintCodes.VersionGrain, Metrics, "    kind: stock-last\n    unit: person\n", "    kind: stock-last\n    unit: person\n    versions: [{ from: §2024-07-02, legalRef: x }]\n"),
        new(LintCodes.Bridge, Metrics, "    subsetOf: dossier.received\n", "    subsetOf: dossier.received\n    versions: [{ from: 2024-07-01, legalRef: x, bridge: §staff.total }]\n"),
        new(LintCodes.MetricUnknown, Metrics, "    subsetOf: dossier.received\n", "    subsetOf: dossier.received\n    versions: [{ from: 2024-07-01, legalRef: x, bridge: §dossier.onlin }]\n"),
        new(LintCodes.AuthorityFeed, Metrics, "- { feed: tthc/dossiers }\n  - code: dossier.done", "- { feed: §tthc/period-snapshots }\n  - code: dossier.done"),
    ];

    private static IEnumerable<Mistake> OfFormulas() =>
    [
        new(FormulaErrors.Character, Indicators, Formula, "ratio(dossier.online, dossier.received §& 1)"),
        new(FormulaErrors.Syntax, Indicators, Formula, "ratio(dossier.online§)"),
        new(FormulaErrors.Number, Indicators, "@online-rate > 50", "@online-rate > §5000000000000000000000000000000"),
        new(FormulaErrors.Division, Indicators, Formula, "dossier.online §/ dossier.received"),
        new(FormulaErrors.Size, Indicators, Formula, $"ratio({Sum(31)} + §{Sum(49)}, dossier.received)"),
        new(FormulaErrors.Filter, Indicators, Formula, "ratio(§dossier.online[kind=1], dossier.received)"),
        new(FormulaErrors.Level, Indicators, Formula, Formula + " over level §galaxy"),
        new(FormulaErrors.Code, Indicators, Formula, "ratio(§dossier..online, dossier.received)"),
        new(FormulaErrors.UnknownMetric, Indicators, Formula, "ratio(dossier.online, §dossier.recieved)"),
        new(FormulaErrors.UnknownIndicator, Indicators, "all(@online-rate > 50)", "all(§@offline-rate > 50)"),
        new(FormulaErrors.RatioArithmetic, Indicators, Formula, Formula + " §+ dossier.online"),
        new(FormulaErrors.MixedUnits, Indicators, Formula, "ratio(dossier.online + §staff.total.last, dossier.received)"),
        new(FormulaErrors.MixedKinds, Indicators, Formula, "ratio(dossier.online + §dossier.open.last, dossier.received)"),
        new(FormulaErrors.StockNeedsTime, Indicators, Formula, "ratio(dossier.online, §staff.total)"),
        new(FormulaErrors.FlowHasNoTime, Indicators, Formula, "ratio(§dossier.online.last, dossier.received)"),
        new(FormulaErrors.NotComparable, Indicators, "all(@online-rate > 50)", "all(§@drills > 50)"),
    ];

    private static string Sum(int terms) => string.Join(" + ", Enumerable.Repeat("dossier.online", terms));

    private static IEnumerable<Mistake> OfIndicators() =>
    [
        new(LintCodes.IndicatorKind, Indicators, "    kind: composite\n    formula: \"all(", "    kind: ratio\n    formula: §\"all("),
        new(LintCodes.IndicatorKind, Indicators, "kind: count\n    value: dossier.done", "kind: §count"),
        new(LintCodes.IndicatorCycle, Indicators, $"formula: \"{Formula}\"\n    feed: tthc/dossiers", "formula: §\"share(units commune where @online-rate > 50)\""),
        new(LintCodes.FeedMix, Indicators, $"formula: \"{Formula}\"\n    feed: tthc/dossiers", $"formula: §\"{Formula}\""),
        new(LintCodes.FeedMetric, Indicators, "feed: tthc/dossiers", "feed: §tthc/period-snapshots"),
        new(LintCodes.DateMix, Indicators, $"formula: \"{Formula}\"", "formula: §\"ratio(dossier.done, dossier.received)\""),
    ];

    private static IEnumerable<Mistake> OfPlans() =>
    [
        new(LintCodes.FileName, Plan, "id: plan-2024", "id: §plan-2025"),
        new(LintCodes.DutyDay, Plan, "year: 2024\n", "year: 2024\nreporting:\n  - { who: Sở, frequency: quarterly, beforeDay: 20, byDay: §19 }\n"),
        new(LintCodes.DutyDay, Plan, "year: 2024\n", "year: 2024\nreporting:\n  - { who: Sở, frequency: once, beforeDay: §20 }\n"),
        new(LintCodes.PlanUnknown, Child, "parent: plan-2024", "parent: §plan-2042"),
        new(LintCodes.PlanCycle, Child, "parent: plan-2024", "parent: §child-2024"),
        new(LintCodes.IndicatorUnknown, Plan, "  - row: \"1\"\n    indicator: online-rate", "  - row: \"1\"\n    indicator: §onlin-rate"),
        new(LintCodes.IndicatorUnknown, Plan, "      - indicator: online-rate", "      - indicator: §nothing"),
        new(LintCodes.TargetOverlap, Plan, "target: { op: \">=\", value: 80, level: commune,", "target: §{ op: \">=\", value: 80,"),
        new(LintCodes.TargetKind, Plan, "op: done, asWritten: Ban hành", "op: §\">\", value: 1, asWritten: Ban hành"),
        new(LintCodes.TargetKind, Plan, "  - row: \"5\"\n    indicator: support\n    origin: table\n    title: Hỗ trợ\n    clause: IV\n    target: { op: none, asWritten: Nâng cao }", "  - §row: \"5\"\n    indicator: support\n    origin: table\n    title: Hỗ trợ\n    clause: IV"),
        new(LintCodes.TargetKind, Plan, "    indicator: all-online\n    origin: table\n    title: Tất cả\n    clause: Bảng\n    parts:\n      - indicator: online-rate", "    indicator: online-rate\n    origin: table\n    title: Tất cả\n    clause: Bảng\n    target: { op: \">\", value: 1, level: district, asWritten: x }\n    parts:\n      §- indicator: online-rate"),
        new(LintCodes.TargetPart, Plan, "      - indicator: online-rate", "      - indicator: §drills"),
        new(LintCodes.Threshold, Plan, "value: 70,", "value: §170,"),
        new(LintCodes.Threshold, Plan, "value: 70,", "value: §-1,"),
        new(LintCodes.Threshold, Plan, "value: [1, 2]", "value: §[2, 1]"),
        new(LintCodes.Threshold, Plan, "target: { op: \">\", value: 70, asWritten: trên 70% }", "target: §{ op: \">\", asWritten: trên 70% }"),
    ];

    private static IEnumerable<Mistake> OfSources() =>
    [
        new(LintCodes.FileName, Source, "id: tthc-test", "id: §tthc"),
        new(LintCodes.ConnectorUnknown, Source, "connector: tthc", "connector: §tthk"),
        new(LintCodes.StreamUnknown, Source, "streams: [dossiers]", "streams: [dossiers, §dossier]"),
        new(LintCodes.SystemUnknown, Source, "streams: [dossiers]", "streams: [dossiers]\nsystems: [§A01]"),
        new(LintCodes.OptionUnknown, Source, "  pageSize: 100", "  §pagesize: 100"),
        new(LintCodes.OptionMissing, Source, "  baseUrl: https://tthc.example.gov.vn\n  pageSize", "  §pageSize"),
        new(LintCodes.OptionType, Source, "pageSize: 100", "pageSize: §many"),
        new(LintCodes.OptionType, Source, "strict: true", "strict: §yes"),
        new(LintCodes.OptionType, Source, "since: 2024-01-01", "since: §1/1/2024"),
        new(LintCodes.OptionRange, Source, "pageSize: 100", "pageSize: §100000"),
        new(LintCodes.OptionUrl, Source, "baseUrl: https://tthc.example.gov.vn", "baseUrl: §tthc.example.gov.vn"),
        new(LintCodes.OptionUrl, Source, "baseUrl: https://tthc.example.gov.vn", "baseUrl: §https://hub:hunter2@tthc.example.gov.vn"),
        new(LintCodes.SecretLiteral, Source, "password: { secret: \"env:TTHC_PASSWORD\" }", "password: §hunter2"),
        new(LintCodes.SecretReference, Source, "{ secret: \"env:TTHC_PASSWORD\" }", "{ secret: §hunter2 }"),
        new(LintCodes.Cron, Source, "schedule: \"*/15 1-5 * * 1,3\"", "schedule: §\"*/15 25 * * *\""),
        new(LintCodes.Cron, Source, "schedule: \"*/15 1-5 * * 1,3\"", "schedule: §hourly"),
        new(LintCodes.National, Indicators, "feed: tthc/dossiers\n", "feed: tthc/dossiers\n    national: { percent: §dossier.done, definition: Công bố }\n"),
        new(LintCodes.Hours, Source, "streams: [dossiers]\n", "streams: [dossiers]\nhours: [\"18:00-06:00\", §\"18h-06h\"]\n"),
        new(LintCodes.Hours, Source, "streams: [dossiers]\n", "streams: [dossiers]\nhours: [§\"18:00-18:00\"]\n"),
    ];
}
