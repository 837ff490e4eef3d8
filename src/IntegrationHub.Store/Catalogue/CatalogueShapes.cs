using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Store.Catalogue.Yaml;
using static IntegrationHub.Store.Catalogue.Yaml.ValueKind;

namespace IntegrationHub.Store.Catalogue;

/// <summary>What each file of the catalogue may hold.</summary>
internal static class CatalogueShapes
{
    private static readonly Property From = new("from", Date, "First day on which it is valid; without it since ever.");
    private static readonly Property To = new("to", Date, "First day on which it is no longer valid; without it still valid.");
    private static readonly Property Note = new("note", Plain, "A remark for readers of the file.");

    public static Shape Localized { get; } = new("a text", "A text in Vietnamese and English.",
        new Property("vi", Plain, "Vietnamese.") { Required = true },
        new Property("en", Plain, "English."));

    public static Shape Secret { get; } = new("a secret", "Where the secret is; never the secret itself.",
        new Property("secret", Plain, "env:NAME, file:PATH or store:NAME.") { Required = true });

    private static readonly Property Parent = new("parent", Plain, "Id of the unit above.") { Form = TextForms.Id };
    private static readonly Property LevelOfUnit = WordOf<Level>("level", "Level; central and external units are never expected to report.");
    private static readonly Property UnitName = new("name", ValueKind.Localized, "Name of the unit.");
    private static readonly Property ShortName = new("shortName", Plain, "Short name as in documents.");
    private static readonly Property UnitCode = new("code", Plain, "Code of the statistics office, in quotes.");

    public static Shape UnitVersion { get; } = new("a version of a unit", "What may change: name, level, parent and code in a span of time.",
        From, To, Parent, LevelOfUnit with { Required = true }, UnitName with { Required = true }, ShortName, UnitCode);

    public static Shape Unit { get; } = new("a unit", "An agency. Give name, level and parent here, or in versions when they change over time.",
        new Property("id", Plain, "Identifier, never reused.") { Required = true, Form = TextForms.Id },
        new Property("class", Plain, "Kind of unit, for example department; classes that end in -group are never expected to report.") { Required = true, Form = TextForms.Id },
        LevelOfUnit, Parent, UnitName, ShortName, UnitCode,
        new Property("otherNames", TextList, "Other names by which documents call it."),
        Note,
        new Property("versions", ObjectList, "Versions, oldest first, without overlap.") { Shape = UnitVersion });

    public static Shape OrgUnits { get; } = new("orgunits.yaml", "The units of the state apparatus.",
        new Property("units", ObjectList, "The units, in the order of lists on screens.") { Required = true, Shape = Unit });

    public static Shape Share { get; } = new("a share", "What part of the old unit's amounts a new one is given, as now; such figures are estimated.",
        new Property("to", Plain, "Unit after.") { Required = true, Form = TextForms.Id },
        new Property("share", Number, "From 0 to 1 with at most six decimals; those of a metric add up to exactly 1.") { Required = true },
        new Property("metric", Plain, "Only for this metric; without it for all that have no shares of their own.") { Form = TextForms.Metric });

    public static Shape SuccessionEventShape { get; } = new("an event", "How units follow one another.",
        new Property("effective", Date, "First day of the new state.") { Required = true },
        WordOf<SuccessionKind>("kind", "What happened.") with { Required = true },
        new Property("from", TextList, "Units before.") { Form = TextForms.Id },
        new Property("to", TextList, "Units after.") { Form = TextForms.Id },
        new Property("shares", ObjectList, "Of a split; without them its past figures stay with nobody.") { Shape = Share },
        new Property("gap", Plain, "Of an abolition: the successor is not known; what is known instead."),
        new Property("legalRef", Plain, "The legal text with its clause.") { Required = true },
        Note);

    public static Shape Succession { get; } = new("succession.yaml", "Mergers, splits, transfers, abolitions and renamings of units.",
        new Property("events", ObjectList, "The events by day.") { Required = true, Shape = SuccessionEventShape });

    public static Shape Holiday { get; } = new("a day off or worked", "One day (date), or a span (from, to; the day named by to is not in it).",
        new Property("date", Date, "The day."), From, To,
        new Property("name", Plain, "Name of the day.") { Required = true },
        new Property("source", Plain, "The legal text or notice.") { Required = true },
        new Property("assumed", Flag, "true while the notice has not been seen."));

    public static Shape Calendars { get; } = new("calendars.yaml", "Days off, and weekend days that are worked.",
        new Property("holidays", ObjectList, "Days that are no working days besides Saturday and Sunday.") { Required = true, Shape = Holiday },
        new Property("workingDays", ObjectList, "Saturdays and Sundays that are worked instead of another day.") { Shape = Holiday });

    public static Shape Feed { get; } = new("a feed", "A stream of a connector.",
        new Property("name", Plain, "Connector key and stream.") { Required = true, Form = TextForms.Feed },
        WordOf<FeedKind>("kind", "snapshots: counts per unit and period; records: cases with days.") with { Required = true },
        WordOf<Grain>("grain", "Smallest span of time that it tells apart.") with { Required = true },
        WordOf<CalendarKind>("calendar", "Whose months, quarters and years it delivers; gregorian if left out."),
        new Property("title", Plain, "What it holds."));

    public static Shape MetricFeed { get; } = new("a metric's feed", "How a feed carries the metric.",
        new Property("on", Plain, "Date field of the source on whose day a case counts; required for feeds of records."));

    public static Shape AuthorityShape { get; } = new("an authority", "Which feed counts.",
        new Property("feed", Plain, "The feed.") { Required = true, Form = TextForms.Feed },
        new Property("class", Plain, "Class of units that it holds for; without it every class.") { Form = TextForms.Id },
        WordOf<CalendarKind>("calendar", "Calendar that it holds for; without it both."), From, To);

    public static Shape Roster { get; } = new("a roster entry", "Units that are expected: those that fit every line of the entry.",
        new Property("class", Plain, "Class of units.") { Form = TextForms.Id },
        WordOf<Level>("level", "Level of units."),
        new Property("units", TextList, "Ids of units.") { Form = TextForms.Id }, From, To);

    public static Shape Anchor { get; } = new("an anchor", "A counter was set anew: when the day began it stood at the value.",
        new Property("day", Date, "First day of the new count.") { Required = true },
        new Property("value", Number, "What it stood at; 0 if left out."),
        new Property("unit", Plain, "The unit whose counter it is; without it everyone's.") { Form = TextForms.Id },
        Note);

    public static Shape MetricVersionShape { get; } = new("a redefinition", "From a day on the metric counts something else.",
        new Property("from", Date, "First day of the new definition.") { Required = true },
        new Property("text", Plain, "What changed."),
        new Property("legalRef", Plain, "The legal text with its clause.") { Required = true },
        new Property("comparable", Flag, "true: figures may span the change. Otherwise they have segments and no value."),
        new Property("bridge", Plain, "Metric that carries what was before, recomputed by the new definition.") { Form = TextForms.Metric });

    public static Shape Jump { get; } = new("a jump limit", "How far a count of a unit and period may change before a person has to look at it.",
        new Property("factor", WholeNumber, "So many times as much or as little is held; 10 if left out.") { Minimum = 2, Maximum = 1_000_000 },
        new Property("floor", Number, "Where both counts are below it nothing is held; 500 if left out, of money 1000000000."),
        new Property("off", Flag, "true: nothing is ever held."));

    public static Shape Metric { get; } = new("a metric", "Something that is counted.",
        new Property("code", Plain, "Code.") { Required = true, Form = TextForms.Metric },
        new Property("name", ValueKind.Localized, "Name.") { Required = true },
        WordOf<MetricKind>("kind", "flow: adds up over time; stock-last, stock-average: as at a day; running-total: a counter; non-additive: never added.") with { Required = true },
        new Property("unit", Plain, "What one is, for example dossier or VND.") { Required = true },
        new Property("scale", WholeNumber, "Digits after the decimal point that are kept.") { Minimum = 0, Maximum = 6 },
        new Property("subsetOf", Plain, "Metric that bounds this one in every cell.") { Form = TextForms.Metric },
        new Property("feeds", ObjectMap, "The feeds that carry it.") { Required = true, Shape = MetricFeed },
        new Property("authorities", ObjectList, "Which feed counts; exactly one for each unit class, calendar and day.") { Required = true, Shape = AuthorityShape },
        new Property("roster", ObjectList, "Who is expected; without it every unit that the source has an agency code for.") { Shape = Roster },
        new Property("totals", ObjectList, "Units whose reports hold everything below them; compared with it, never added.") { Shape = Roster },
        new Property("carryForward", WholeNumber, "For stocks: so many intervals a missing value may be the last delivered one; 0 if left out.") { Minimum = 0, Maximum = 366 },
        new Property("resets", Word, "For running totals: yearly if left out; never when the counter goes on from year to year.") { Words = ["yearly", "never"] },
        new Property("anchors", ObjectList, "For running totals: days on which the counter was set anew.") { Shape = Anchor },
        new Property("versions", ObjectList, "Redefinitions, oldest first.") { Shape = MetricVersionShape },
        new Property("jump", ValueKind.Object, "How far a count may change before a person has to look at it.") { Shape = Jump },
        Note);

    public static Shape Metrics { get; } = new("metrics.yaml", "Feeds and metrics.",
        new Property("feeds", ObjectList, "The streams of the connectors.") { Required = true, Shape = Feed },
        new Property("metrics", ObjectList, "The metrics.") { Required = true, Shape = Metric });

    public static Shape National { get; } = new("a national figure", "What is published nationally of the same thing: compared with the hub's own figure, never counted.",
        new Property("percent", Plain, "Metric of the published percentage; non-additive.") { Required = true, Form = TextForms.Metric },
        new Property("numerator", Plain, "Metric of the count above, where it is published; non-additive.") { Form = TextForms.Metric },
        new Property("denominator", Plain, "Metric of the count below, where it is published; non-additive.") { Form = TextForms.Metric },
        new Property("definition", Plain, "What is counted there.") { Required = true });

    public static Shape Indicator { get; } = new("an indicator", "What a percentage, count or milestone means.",
        new Property("code", Plain, "Code.") { Required = true, Form = TextForms.Indicator },
        new Property("name", ValueKind.Localized, "Name.") { Required = true },
        WordOf<RowKind>("kind", "What kind of row it makes.") with { Required = true },
        new Property("group", Plain, "Group of the plans' tables.") { Form = TextForms.Id },
        new Property("formula", Plain, "ratio(…), share(…), all(…) or a sum of metrics."),
        new Property("value", Plain, "For counts and ranks: the metric whose value is compared.") { Form = TextForms.Metric },
        new Property("worstOf", Word, "unit-week: each unit and week is judged and the worst counts.") { Words = ["unit-week"] },
        new Property("feed", Plain, "The one feed of all its metrics, where their authorities would mix.") { Form = TextForms.Feed },
        new Property("pairing", Word, "independent: numerator and denominator may come from different deliveries.") { Words = ["paired", "independent"] },
        new Property("decimals", WholeNumber, "Decimals shown; 1 if left out.") { Minimum = 0, Maximum = 6 },
        new Property("minCoverage", Number, "Weighted coverage below which a value is greyed, 0 to 1; two thirds if left out."),
        new Property("basis", Word, "Span of time of a plan's row.") { Words = ["year-to-date", "as-at-end", "period-delivered"] },
        new Property("assumed", Plain, "Why the definition is an assumption."),
        new Property("alternative", Plain, "Another reading of the same words, not computed."),
        new Property("national", ValueKind.Object, "What is published nationally of the same thing.") { Shape = National },
        Note);

    public static Shape Indicators { get; } = new("indicators.yaml", "Indicators.",
        new Property("indicators", ObjectList, "The indicators.") { Required = true, Shape = Indicator });

    public static IReadOnlyList<string> Operators { get; } = [">", ">=", "=", "<=", "<", "between", "done", "none"];

    public static Shape Target { get; } = new("a target", "What the plan demands.",
        new Property("op", Word, "Comparison; done for milestones, none where nothing can be measured.") { Required = true, Words = Operators },
        new Property("value", Threshold, "Percent, count or rank; [from, to] with between."),
        new Property("asWritten", Plain, "The words of the document.") { Required = true },
        new Property("unit", Plain, "Only for this unit.") { Form = TextForms.Id },
        new Property("class", Plain, "Only for units of this class.") { Form = TextForms.Id },
        WordOf<Level>("level", "Only for this level."),
        new Property("due", Date, "Day by which a milestone is to be done."), From, To);

    public static Shape Part { get; } = new("a part", "A part of a composite row.",
        new Property("indicator", Plain, "Indicator of the part.") { Required = true, Form = TextForms.Indicator },
        new Property("label", Plain, "The words of the document.") { Required = true },
        new Property("target", ValueKind.Object, "Its target.") { Required = true, Shape = Target });

    public static Shape Row { get; } = new("a row", "A line of the plan.",
        new Property("row", Plain, "Number as printed, or the place in the text.") { Required = true },
        new Property("indicator", Plain, "Code of the indicator.") { Required = true, Form = TextForms.Indicator },
        WordOf<RowOrigin>("origin", "table: a row of the plan's table; body: a target that the table lacks; milestone; text: a number in running text.") with { Required = true },
        new Property("title", Plain, "The document's own words.") { Required = true },
        new Property("titleInBody", Plain, "The words of the body where they differ from the table."),
        new Property("clause", Plain, "Where in the document.") { Required = true },
        new Property("group", Plain, "Group of the table.") { Form = TextForms.Id },
        new Property("levels", WordList, "Levels whose own verdicts are formed.") { Words = Words.Of<Level>() },
        new Property("target", ValueKind.Object, "Its target; a composite has parts instead.") { Shape = Target },
        new Property("parts", ObjectList, "Parts of a composite.") { Shape = Part },
        new Property("exclusion", Plain, "What the document leaves out."),
        new Property("scope", Plain, "What the document limits the target to."),
        new Property("lead", TextList, "Who leads, in the document's words."),
        new Property("monitor", TextList, "Who follows it, in the document's words."),
        new Property("cooperating", TextList, "Who cooperates, in the document's words."),
        new Property("notes", TextList, "What a reader must know: contradictions, gaps, differences from the plan above."));

    public static Shape Duty { get; } = new("a reporting duty", "Who reports when and to whom.",
        new Property("id", Plain, "Names it within the plan for good: what was sent is kept under it. duty-1, duty-2 and so on if left out.") { Form = TextForms.Id },
        new Property("who", Plain, "Who reports.") { Required = true },
        new Property("roster", ObjectList, "Whose duty it is, of the units of the plan; the owner's if left out.") { Shape = Roster },
        new Property("what", Plain, "What is handed in; the report of the plan if left out."),
        new Property("frequency", Word, "How often.") { Required = true, Words = ["monthly", "quarterly", "yearly", "once", "as-requested"] },
        new Property("asWritten", Plain, "The words of the document."),
        new Property("beforeDay", WholeNumber, "Before this day of the last month of the period: the last allowed day is one less.") { Minimum = 2, Maximum = 31 },
        new Property("beforeDate", Date, "Before this day."),
        new Property("byDay", WholeNumber, "By this day of the last month of the period, the day included.") { Minimum = 1, Maximum = 31 },
        new Property("byDate", Date, "By this day, the day included."),
        new Property("roll", Word, "working-day: a last day that is no working day moves to one, with by to the next, with before to the one before; none if left out.") { Words = ["none", "working-day"] },
        new Property("remindDays", WholeNumber, "So many days before the last one a reminder is due; 7 if left out.") { Minimum = 0, Maximum = 90 },
        new Property("to", Plain, "To whom."),
        new Property("receiver", Plain, "The unit that it is handed to.") { Form = TextForms.Id },
        new Property("via", Plain, "Through whom."),
        new Property("clause", Plain, "Where in the document."),
        Note);

    public static Shape Plan { get; } = new("a plan", "A plan with its rows; the file is plans/<id>.yaml.",
        new Property("id", Plain, "Identifier, the file's name.") { Required = true, Form = TextForms.Id },
        new Property("title", ValueKind.Localized, "Title.") { Required = true },
        new Property("owner", Plain, "Unit whose subtree the figures are about.") { Required = true, Form = TextForms.Id },
        new Property("parent", Plain, "Plan that it carries out.") { Form = TextForms.Id },
        new Property("year", WholeNumber, "Year of the plan.") { Required = true, Minimum = 2000, Maximum = 2100 },
        WordOf<CalendarKind>("calendar", "Calendar of its periods; gregorian if left out."),
        new Property("number", Plain, "Number of the document."),
        new Property("date", Date, "Date of the document."),
        new Property("signedBy", Plain, "Who signed."),
        new Property("basedOn", TextList, "Documents that it is based on."),
        new Property("remarks", TextList, "What a reader of the document must know."),
        new Property("reporting", ObjectList, "Reporting duties.") { Shape = Duty },
        new Property("rows", ObjectList, "The rows in the order of the document.") { Required = true, Shape = Row });

    public static Shape Alias { get; } = new("an agency code", "A source's code and the unit that it means.",
        new Property("code", Plain, "The code as the source writes it, in quotes.") { Required = true },
        new Property("unit", Plain, "The unit; without it the code is known and does not count.") { Form = TextForms.Id },
        new Property("synthetic", Flag, "true for made-up codes of a demonstration."), From, To, Note);

    public static Shape Aliases { get; } = new("aliases/<source>.yaml", "Agency codes of a source.",
        new Property("source", Plain, "Source id or connector key; the file's name if left out.") { Form = TextForms.Id },
        new Property("aliases", ObjectList, "The codes.") { Required = true, Shape = Alias });

    public static Shape Budget { get; } = new("a rate budget", "How often the source may be asked, by all processes together.",
        new Property("requests", WholeNumber, "Most requests in any span of that length.") { Required = true, Minimum = 1, Maximum = 10_000 },
        WordOf<BudgetSpan>("per", "The span.") with { Required = true });

    public static Shape Source { get; } = new("a source", "A configured instance of a connector; the file is sources/<id>.yaml.",
        new Property("id", Plain, "Identifier, the file's name.") { Required = true, Form = TextForms.Id },
        new Property("connector", Plain, "Key of the connector.") { Required = true, Form = TextForms.Id },
        new Property("name", ValueKind.Localized, "Name.") { Required = true },
        new Property("streams", TextList, "Streams to read; without it all of the connector.") { Form = TextForms.Id },
        new Property("systems", TextList, "Codes of the systems in systems.yaml that it reads; a source that works connects them."),
        new Property("schedule", Plain, "Cron with five fields, time of Viet Nam; without it only on request."),
        new Property("budget", ValueKind.Object, "How often the source may be asked; without it as often as needed.") { Shape = Budget },
        new Property("hours", TextList, "Hours in which the schedule may start, for example \"18:00-06:00\", time of Viet Nam; without it any time."),
        new Property("freshness", Plain, "How old its last good pull may be, for example \"6h\"; without it half as long again as the longest pause of its schedule.") { Form = TextForms.Span },
        new Property("enabled", Flag, "false: known and not read; true if left out."),
        new Property("options", ValueKind.Options, "Options of the connector; secrets only as { secret: env:NAME }."));

    public static Shape Sharing { get; } = new("a connection", "Whether a system is connected and shares its data, from a day on.",
        new Property("since", Date, "First day.") { Required = true },
        new Property("connected", Flag, "true: connected and shared; false: not.") { Required = true },
        new Property("document", Plain, "Number of the document that says so."));

    public static Shape System { get; } = new("a system", "An information system, platform or database that a plan names.",
        new Property("code", Plain, "Code in this list.") { Required = true },
        WordOf<SystemGroup>("group", "Whose it is.") with { Required = true },
        new Property("name", ValueKind.Localized, "Name as the plans write it.") { Required = true },
        WordOf<SystemRole>("role", "What it is to the hub.") with { Required = true },
        new Property("also", WordList, "Further roles.") { Words = Words.Of<SystemRole>() },
        new Property("connectors", TextList, "Connectors by which it is, or would be, read.") { Form = TextForms.Id },
        new Property("indicators", TextList, "Indicators that its counts could feed."),
        new Property("namedIn", Plain, "Where the plans name it.") { Required = true },
        new Property("owner", Plain, "Id of the unit in whose figures it counts.") { Form = TextForms.Id },
        From, To,
        new Property("sharing", ObjectList, "Its connection, oldest first; before the first day, and without any, nobody knows.") { Shape = Sharing },
        Note);

    public static Shape Systems { get; } = new("systems.yaml", "The information systems that the plans name.",
        new Property("systems", ObjectList, "The systems.") { Required = true, Shape = System });

    /// <summary>The files by the name of their schema.</summary>
    public static IReadOnlyDictionary<string, Shape> Files { get; } = new Dictionary<string, Shape>(StringComparer.Ordinal)
    {
        ["orgunits"] = OrgUnits,
        ["succession"] = Succession,
        ["calendars"] = Calendars,
        ["metrics"] = Metrics,
        ["indicators"] = Indicators,
        ["systems"] = Systems,
        ["plan"] = Plan,
        ["aliases"] = Aliases,
        ["source"] = Source,
    };

    private static Property WordOf<TEnum>(string name, string description)
        where TEnum : struct, Enum => new(name, Word, description) { Words = Words.Of<TEnum>() };
}
