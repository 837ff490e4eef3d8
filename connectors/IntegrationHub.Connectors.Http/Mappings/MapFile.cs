namespace IntegrationHub.Connectors.Http.Mappings;

/// <summary>
/// A mapping as it is written down: which fields of a stream's records are read, and what each record counts. The words of the file are
/// explained in connectors/README.md.
/// </summary>
public sealed record MapFile
{
    public required string Stream { get; init; }

    public required int Version { get; init; }

    public required StreamKind Kind { get; init; }

    public required string TitleVi { get; init; }

    public required string TitleEn { get; init; }

    /// <summary>The fields that together name a record.</summary>
    public required IReadOnlyList<string> Key { get; init; }

    /// <summary>The field with the agency code, or of which the part before a hyphen is the code.</summary>
    public required string Agency { get; init; }

    /// <summary>The agency code is what stands before the first hyphen of the record's key.</summary>
    public bool AgencyIsPrefix { get; init; }

    /// <summary>Field with an agency code that goes before the one in the key, where a record has it; null when there is no such field.</summary>
    public string? AgencyField { get; init; }

    public required IReadOnlyList<FieldSpec> Fields { get; init; }

    /// <summary>The period that a snapshot is about; null for records.</summary>
    public PeriodRule? Period { get; init; }

    /// <summary>Whose count a row is; null when every row is the agency's own.</summary>
    public ScopeRule? Scope { get; init; }

    /// <summary>Named conditions.</summary>
    public required IReadOnlyDictionary<string, Condition> Conditions { get; init; }

    /// <summary>Records for which one of these holds exist and count nowhere; nothing else of them is looked at.</summary>
    public IReadOnlyList<string> CountsNowhere { get; init; } = [];

    /// <summary>Marks that the connector or the source put into a record that cannot be used.</summary>
    public IReadOnlyList<RefusalRule> Refuse { get; init; } = [];

    public required IReadOnlyList<ValueRule> Values { get; init; }

    /// <summary>Part and whole: a part above its whole is a fault of the source.</summary>
    public IReadOnlyList<PartRule> Parts { get; init; } = [];

    /// <summary>A record that two complete reads of its days have not brought is gone (<c>complete: window</c>); else absence says nothing.</summary>
    public bool IsCompleteByWindow { get; init; }

    /// <summary>The source's own sequence of a record, which never falls; null when it has none.</summary>
    public string? Sequence { get; init; }

    /// <summary>Fields that a record keeps for life.</summary>
    public IReadOnlyList<string> Identity { get; init; } = [];

    /// <summary>Fields that are known to be there and are dropped unread: they are no news of the source.</summary>
    public IReadOnlyList<string> Dropped { get; init; } = [];

    /// <summary>What the file says to the connector itself (<c>request</c>, <c>query</c>, <c>file</c>); null when it says nothing.</summary>
    public MapNode? Reading { get; init; }
}

/// <summary>One field that is a period by itself, or three that name kind, number and year.</summary>
public sealed record PeriodRule(string? Field, string? Kind, string? Number, string? Year);

/// <summary>For each code of a field the scope; <c>ignored</c> for rows that are of no use.</summary>
public sealed record ScopeRule(string Field, IReadOnlyDictionary<string, string> Scopes);

/// <summary>A record that has this field is refused, with the code that stands in it or the given one.</summary>
public sealed record RefusalRule(string Field, string? Code, string Place, string Message);

/// <param name="Metric">Metric code.</param>
/// <param name="Plus">Fields whose sum is the amount; none: 1.</param>
/// <param name="Minus">Fields that are taken off.</param>
/// <param name="On">For records: the first of these days that is there.</param>
/// <param name="When">Conditions that must all hold.</param>
/// <param name="Count">A list whose items are counted in place of adding up fields; null for none.</param>
/// <param name="Where">The condition that an item must meet to be counted; null: every item.</param>
/// <param name="Distinct">The field of an item by which items that stand twice are told; null: none does.</param>
public sealed record ValueRule(
    string Metric, IReadOnlyList<string> Plus, IReadOnlyList<string> Minus, IReadOnlyList<string> On, IReadOnlyList<string> When,
    string? Count = null, string? Where = null, string? Distinct = null);

/// <param name="Part">Field with the part.</param>
/// <param name="Whole">Field with the whole.</param>
/// <param name="Less">Field that is taken off the whole first; null for none.</param>
public sealed record PartRule(string Part, string Whole, string? Less = null);

/// <summary>What must be true of a record, or of some item of a list in it: each field has one of its accepted values.</summary>
public sealed record Condition(IReadOnlyList<FieldTest> Tests);

/// <param name="Field">Field; <see cref="AnyOf"/> when one of several conditions must hold.</param>
/// <param name="Accepted">Accepted codes, or names of conditions; <c>absent</c>, <c>present</c> and <c>&gt;0</c> mean what they say.</param>
/// <param name="Negated">True: none of them.</param>
/// <param name="Any">For a list: some item meets this.</param>
public sealed record FieldTest(string Field, IReadOnlyList<string> Accepted, bool Negated, Condition? Any)
{
    public const string AnyOf = "anyOf";
}
