// One reader of one record, better read in one piece: what a condition, a field and a day cost is decided across all of it.
using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;

namespace IntegrationHub.Connectors.Http.Mappings;

/// <summary>Maps readings as a mapping file says.</summary>
public sealed class YamlMapping(MapFile map) : IStreamMapping
{
    private readonly Dictionary<string, FieldSpec> _fields = map.Fields.ToDictionary(f => f.Name, StringComparer.Ordinal);

    // In the order of the file; what was found of a record is kept by these numbers.
    private readonly Dictionary<string, int> _conditions = map.Conditions.Keys.Select((name, i) => (name, i)).ToDictionary(c => c.name, c => c.i, StringComparer.Ordinal);

    // The days that values count on, each once.
    private readonly IReadOnlyList<string> _days = [.. map.Values.SelectMany(v => v.On).Distinct(StringComparer.Ordinal)];

    // Codes that decide whether a record counts at all.
    private readonly IReadOnlyList<string> _decisive =
        [.. map.CountsNowhere.SelectMany(name => map.Conditions[name].Tests).Where(test => test.Field != FieldTest.AnyOf).Select(test => test.Field)];

    // The codes of the conditions in one spelling: they are compared with every record.
    private readonly ConcurrentDictionary<string, string> _canonical = new(StringComparer.Ordinal);

    public MapFile File => map;

    public string Stream => map.Stream;

    public int Version => map.Version;

    public MappingResult Map(string key, JsonElement body)
    {
        var agency = AgencyOf(key, body);
        var period = map.Period is null ? null : PeriodOf(body);
        var day = period?.From ?? FirstDay(body);
        if (RefusalOf(body) is { } refusal)
        {
            var mark = FieldValue.Text(body, refusal.Field);
            return new Refused(refusal.Code ?? mark ?? "E_REJECTED", refusal.Place, refusal.Message, agency, day, refusal.Code is null ? null : mark);
        }

        if (agency is null)
        {
            return new Refused("E_NO_AGENCY", map.Agency, "the record names no agency; tell the source's operator", null, day);
        }

        // A code that decides whether the record counts at all comes first: an unknown one is no "no".
        foreach (var field in _decisive)
        {
            if (_fields[field] is { Type: FieldType.Code } decisive && CheckField(body, decisive, agency, day) is { } unknown)
            {
                return unknown;
            }
        }

        var held = new bool?[_conditions.Count];
        foreach (var name in map.CountsNowhere)
        {
            if (Holds(name, body, held))
            {
                return new Mapped(agency, [], SequenceOf(body));
            }
        }

        if (map.Period is not null && period is null)
        {
            return new Refused("E_BAD_PERIOD", map.Period.Field ?? map.Period.Number!, "there is no such period; tell the source's operator", agency, null, PeriodText(body));
        }

        var scope = "own";
        if (map.Scope is { } rule)
        {
            var code = FieldValue.Text(body, rule.Field);
            if (code is null || !rule.Scopes.TryGetValue(code, out scope!))
            {
                return new Refused("E_UNKNOWN_ROLLUP", rule.Field, "a kind of row that this mapping does not know; add it to the mapping", agency, day, code);
            }

            if (scope == "ignored")
            {
                return new Ignored();
            }
        }

        foreach (var field in map.Fields)
        {
            if (CheckField(body, field, agency, day) is { } refused)
            {
                return refused;
            }
        }

        return CheckParts(body, agency, day) ?? MapValues(body, agency, period, scope, day, held);
    }

    public IReadOnlyDictionary<string, string> IdentityOf(JsonElement body) => map.Identity
        .Select(name => (Name: name, Text: FieldValue.Text(body, name))).Where(f => f.Text is { Length: > 0 } and not FieldValue.Unreadable)
        .ToDictionary(f => f.Name, f => OneSpelling(f.Text!, _fields[f.Name].Type), StringComparer.Ordinal);

    private static string OneSpelling(string text, FieldType type) => type is FieldType.Key or FieldType.Agency ? text
        : FieldValue.Period(text, type) is { } period ? period.From.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : FieldValue.Canonical(text);

    /// <summary>Every field of a record that would have it refused, where <see cref="Map"/> stops at the first: for a person who mends a file.</summary>
    public IReadOnlyList<Refused> Faults(JsonElement body)
    {
        var agency = AgencyOf("", body) ?? "";
        var faults = map.Fields.Select(field => CheckField(body, field, agency, null)).OfType<Refused>().ToList();
        if (map.Period is not null && PeriodOf(body) is null && !faults.Any(f => f.Place == (map.Period.Field ?? map.Period.Number)))
        {
            faults.Add(new("E_BAD_PERIOD", map.Period.Field ?? map.Period.Number!, "there is no such period", agency, null, PeriodText(body)));
        }

        if (CheckParts(body, agency, null) is { } parts)
        {
            faults.Add(parts);
        }

        return faults;
    }

    private MappingResult MapValues(JsonElement body, string agency, (DateOnly From, DateOnly To)? period, string scope, DateOnly? day, bool?[] held)
    {
        var values = new List<MappedValue>(map.Values.Count);

        // Several values count on the same days.
        var days = new List<(string Name, Loose<DateOnly> Day)>(4);
        foreach (var rule in map.Values)
        {
            if (!HoldAll(rule.When, body, held))
            {
                continue;
            }

            var amount = 1m;
            if (rule.Count is { } list)
            {
                // A list that is not there is not an empty one.
                if (!body.TryGetProperty(list, out var items) || items.ValueKind != JsonValueKind.Array)
                {
                    continue;
                }

                amount = Count(items, rule);
            }
            else if (rule.Plus.Count + rule.Minus.Count > 0)
            {
                // A count that is not there is missing, never zero.
                if (SumOf(body, rule.Plus) is not { } plus || SumOf(body, rule.Minus) is not { } minus)
                {
                    continue;
                }

                amount = plus - minus;
                if (amount < 0)
                {
                    return new Refused("E_NEGATIVE", string.Join(" - ", rule.Plus.Concat(rule.Minus)), "less than nothing is left; tell the source's operator", agency, day, Text(amount));
                }
            }

            if (period is { } span)
            {
                values.Add(new MappedValue(rule.Metric, span.From, span.To, amount, scope));
                continue;
            }

            var (on, date) = FirstThere(rule.On, body, days);
            if (on is null || !date.HasValue)
            {
                return new Refused("E_BAD_DATE", on ?? rule.On[rule.On.Count - 1], "a day that cannot be read, or none where one is needed; tell the source's operator", agency, day,
                    on is null ? "(missing)" : FieldValue.Text(body, on));
            }

            if (amount != 0)
            {
                values.Add(new MappedValue(rule.Metric, date.Value, date.Value.AddDays(1), amount));
            }
        }

        return period is not null && values.Count == 0
            ? new Refused("E_NO_COUNTS", map.Values[0].Plus is [var first, ..] ? first : map.Stream, "none of the expected counts is there; the source may have renamed its fields", agency, day)
            : new Mapped(agency, values, SequenceOf(body));
    }

    private Refused? CheckField(JsonElement owner, FieldSpec field, string agency, DateOnly? day)
    {
        if (field.Type is FieldType.List)
        {
            if (owner.TryGetProperty(field.Name, out var items) && items.ValueKind == JsonValueKind.Array)
            {
                foreach (var item in items.EnumerateArray())
                {
                    foreach (var inner in field.Items)
                    {
                        if (CheckField(item, inner, agency, day) is { } refused)
                        {
                            return refused;
                        }
                    }
                }
            }

            return null;
        }

        var text = field.Type is FieldType.Present ? null : FieldValue.Text(owner, field.Name);
        if (text is null)
        {
            return field.Required && field.Type is not FieldType.Present
                ? field.Type is FieldType.Code && field.Unknown != "E_UNKNOWN_VALUE" ? Unknown("(missing)")
                    : new Refused("E_FIELD_MISSING", field.Name, "the field is not there; the source may have renamed or removed it. Correct the mapping and replay", agency, day)
                : null;
        }

        switch (field.Type)
        {
            case FieldType.Code when !field.Codes.Contains(FieldValue.Canonical(text)):
                return Unknown(text);
            case FieldType.Count or FieldType.Amount or FieldType.Number:
                var amount = FieldValue.Amount(text, field.Type, out var wrong);
                return wrong is not null ? new Refused("E_NOT_A_NUMBER", field.Name, "not a number of the expected form; tell the source's operator", agency, day, wrong)
                    : amount < 0 ? new Refused("E_NEGATIVE", field.Name, "a count below zero; tell the source's operator", agency, day, text)
                    : null;
            case FieldType.Day when field.Required && VietnamDate.ReadDay(text).IsUnparseable:
                return new Refused("E_BAD_DATE", field.Name, "a day that cannot be read; tell the source's operator", agency, day, text);
            case FieldType.Key when text == FieldValue.Unreadable:
                return new Refused("E_BAD_KEY", field.Name, "not a number or code of a record; tell the source's operator", agency, day, text);
            default:
                return null;
        }

        Refused Unknown(string sample) =>
            new(field.Unknown, field.Name, "a value that this mapping does not know; add it to the mapping and replay, or tell the source's operator", agency, day, sample);
    }

    private Refused? CheckParts(JsonElement body, string agency, DateOnly? day)
    {
        foreach (var rule in map.Parts)
        {
            if (AmountOf(body, rule.Part) is { } part && AmountOf(body, rule.Whole) is { } total && part > total - (rule.Less is null ? 0 : AmountOf(body, rule.Less) ?? 0))
            {
                var (name, whole) = rule.Less is null ? (rule.Whole, total) : ($"{rule.Whole} - {rule.Less}", total - (AmountOf(body, rule.Less) ?? 0));
                return new Refused("E_NUMERATOR_ABOVE_DENOMINATOR", rule.Part, $"{rule.Part} is above {name}; tell the source's operator", agency, day, $"{Text(part)} > {Text(whole)}");
            }
        }

        return null;
    }

    // What follows is asked for every record, some of it for every value of it: loops, because a query makes several objects each time.
    private RefusalRule? RefusalOf(JsonElement body)
    {
        foreach (var refusal in map.Refuse)
        {
            if (body.TryGetProperty(refusal.Field, out _))
            {
                return refusal;
            }
        }

        return null;
    }

    private decimal Count(JsonElement items, ValueRule rule)
    {
        var count = 0;
        var seen = rule.Distinct is null ? null : new HashSet<string?>(StringComparer.Ordinal);
        foreach (var item in items.EnumerateArray())
        {
            if ((rule.Where is null || Holds(map.Conditions[rule.Where], item)) && seen?.Add(FieldValue.Text(item, rule.Distinct!)) is not false)
            {
                count++;
            }
        }

        return count;
    }

    private decimal? SumOf(JsonElement body, IReadOnlyList<string> names)
    {
        var sum = 0m;
        for (var i = 0; i < names.Count; i++)
        {
            if (AmountOf(body, names[i]) is not { } amount)
            {
                return null;
            }

            sum += amount;
        }

        return sum;
    }

    /// <param name="days">What was read of this record before.</param>
    private static (string? On, Loose<DateOnly> Day) FirstThere(IReadOnlyList<string> names, JsonElement body, List<(string Name, Loose<DateOnly> Day)> days)
    {
        for (var i = 0; i < names.Count; i++)
        {
            var day = DayOf(names[i], body, days);
            if (!day.IsMissing)
            {
                return (names[i], day);
            }
        }

        return default;
    }

    private static Loose<DateOnly> DayOf(string name, JsonElement body, List<(string Name, Loose<DateOnly> Day)> days)
    {
        foreach (var (known, found) in days)
        {
            if (known == name)
            {
                return found;
            }
        }

        var day = VietnamDate.ReadDay(FieldValue.Text(body, name));
        days.Add((name, day));
        return day;
    }

    private bool HoldAll(IReadOnlyList<string> names, JsonElement body, bool?[] held)
    {
        for (var i = 0; i < names.Count; i++)
        {
            if (!Holds(names[i], body, held))
            {
                return false;
            }
        }

        return true;
    }

    /// <param name="held">What was found of this record before: several values ask for the same condition.</param>
    private bool Holds(string name, JsonElement body, bool?[] held) => held[_conditions[name]] ??= Holds(map.Conditions[name], body);

    private bool Holds(Condition condition, JsonElement body)
    {
        foreach (var test in condition.Tests)
        {
            if (!Passes(test, body))
            {
                return false;
            }
        }

        return true;
    }

    private bool Passes(FieldTest test, JsonElement body)
    {
        if (test.Any is { } any)
        {
            if (body.TryGetProperty(test.Field, out var items) && items.ValueKind == JsonValueKind.Array)
            {
                foreach (var item in items.EnumerateArray())
                {
                    if (Holds(any, item))
                    {
                        return true;
                    }
                }
            }

            return false;
        }

        foreach (var accepted in test.Accepted)
        {
            if (test.Field == FieldTest.AnyOf ? Holds(map.Conditions[accepted], body) : Accepts(accepted, test.Field, body))
            {
                return test.Field == FieldTest.AnyOf || !test.Negated;
            }
        }

        return test.Field != FieldTest.AnyOf && test.Negated;
    }

    private bool Accepts(string accepted, string name, JsonElement body)
    {
        if (accepted is "present")
        {
            return body.TryGetProperty(name, out _);
        }

        var text = FieldValue.Text(body, name);
        return accepted switch
        {
            "absent" => text is null,
            ">0" => text is not null && FieldValue.Amount(text, FieldType.Amount, out _) > 0,
            _ => text is not null && FieldValue.Canonical(text) == _canonical.GetOrAdd(accepted, FieldValue.Canonical),
        };
    }

    private long SequenceOf(JsonElement body) => map.Sequence is { } name && LooseInteger.Read(FieldValue.Text(body, name)) is { HasValue: true } number ? number.Value : 0;

    private decimal? AmountOf(JsonElement body, string name) => FieldValue.Amount(FieldValue.Text(body, name), _fields[name].Type, out _);

    private string? AgencyOf(string key, JsonElement body)
    {
        if (!map.AgencyIsPrefix)
        {
            return FieldValue.Text(body, map.Agency) is { } code and not FieldValue.Unreadable ? code : null;
        }

        return map.AgencyField is { } named && FieldValue.Text(body, named) is { } given ? given
            : key.IndexOf('-', StringComparison.Ordinal) is var dash and > 0 ? AgencyCode.Normalize(key[..dash])
            : null;
    }

    private (DateOnly From, DateOnly To)? PeriodOf(JsonElement body) => map.Period switch
    {
        { Field: { } field } => FieldValue.Text(body, field) is { } text ? FieldValue.Period(text, _fields[field].Type) : null,
        { } parts => FieldValue.Of(FieldValue.Text(body, parts.Kind!), FieldValue.Text(body, parts.Number!), FieldValue.Text(body, parts.Year!)),
        null => null,
    };

    private string PeriodText(JsonElement body) => map.Period is { Field: { } field }
        ? FieldValue.Text(body, field) ?? "(missing)"
        : string.Join(' ', new[] { map.Period!.Kind, map.Period.Number, map.Period.Year }.Select(name => FieldValue.Text(body, name!)));

    private DateOnly? FirstDay(JsonElement body)
    {
        foreach (var name in _days)
        {
            if (VietnamDate.ReadDay(FieldValue.Text(body, name)).OrNull is { } day)
            {
                return day;
            }
        }

        return null;
    }

    private static string Text(decimal amount) => amount.ToString(CultureInfo.InvariantCulture);
}
