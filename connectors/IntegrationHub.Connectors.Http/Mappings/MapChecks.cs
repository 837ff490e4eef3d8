namespace IntegrationHub.Connectors.Http.Mappings;

/// <summary>What the words of a mapping say about each other.</summary>
internal static class MapChecks
{
    public static void Run(MapFile file, MapNode root, string kind)
    {
        if (kind is not ("snapshots" or "records" or ""))
        {
            root.Report("kind", "E_WORD", $"'{kind}' is no kind of stream.", "Write snapshots (counts per agency and period) or records (cases with days).");
        }

        if (root.Has("complete") && !(file.IsCompleteByWindow && kind == "records"))
        {
            root.Report("complete", "E_WORD", "'complete' says when absence means deletion, of records alone.", "Write complete: window, if each read brings all records of its days, or leave it out.");
        }

        foreach (var twice in file.Fields.GroupBy(f => f.Name).Where(g => g.Count() > 1))
        {
            root.Report("fields", "E_DUPLICATE", $"'{twice.Key}' stands twice.", "Remove one.");
        }

        if (file.Key.Count == 0)
        {
            root.Report("key", "E_PROPERTY_MISSING", "'key' is missing.", "List the fields that together name a record; never a row number.");
        }

        Known(file, root, "key", file.Key, null);
        Known(file, root, "agency", file.Agency.Length == 0 ? [] : [file.Agency], null);
        Known(file, root, "countsNowhere", [], file.CountsNowhere);
        Known(file, root, "refuse", file.Refuse.Select(r => r.Field), null);
        Known(file, root, "parts", file.Parts.SelectMany(p => new[] { p.Part, p.Whole, p.Less }.OfType<string>()), null);
        Known(file, root, "scope", file.Scope is null ? [] : [file.Scope.Field], null);
        Known(file, root, "values", file.Values.SelectMany(v => v.Plus.Concat(v.Minus).Concat(v.On).Concat(v.Count is null ? [] : [v.Count])), file.Values.SelectMany(v => v.Where is null ? v.When : [.. v.When, v.Where]));
        foreach (var rule in file.Values.Where(v => v.Distinct is not null && file.Fields.All(f => f.Name != v.Count)))
        {
            root.Report("values", "E_FIELD_UNKNOWN", $"'{rule.Metric}' tells items by '{rule.Distinct}' and counts no list.", "Name the list under count.");
        }

        Known(file, root, "values", file.Values.Where(v => v.Distinct is not null && file.Fields.FirstOrDefault(f => f.Name == v.Count) is { } list && list.Items.All(i => i.Name != v.Distinct)).Select(v => v.Distinct!), null);
        var ofItems = file.Values.Select(v => v.Where).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var tests = file.Conditions.Where(c => !ofItems.Contains(c.Key)).SelectMany(c => c.Value.Tests).ToLookup(t => t.Field == FieldTest.AnyOf);
        Known(file, root, "conditions", tests[false].Select(t => t.Field), tests[true].SelectMany(t => t.Accepted));
        foreach (var name in tests[true].SelectMany(t => t.Accepted).Where(n => file.Conditions.TryGetValue(n, out var named) && named.Tests.Any(t => t.Field == FieldTest.AnyOf)).Distinct())
        {
            root.Report("conditions", "E_CONDITION_UNKNOWN", $"'{name}' is itself an anyOf.", "List the conditions that it names in its place.");
        }

        Known(file, root, "sequence", file.Sequence is null ? [] : [file.Sequence], null);
        Known(file, root, "identity", file.Identity, null);
        foreach (var field in file.Fields.Where(f => file.Identity.Contains(f.Name) && f.Type is FieldType.List or FieldType.Present))
        {
            root.Report("identity", "E_TYPE", $"'{field.Name}' has no value that could be compared.", "Give the field the type key, code, agency, number or of a period, or leave it out.");
        }

        if (file.Period is { } period)
        {
            Known(file, root, "period", new[] { period.Field, period.Kind, period.Number, period.Year }.OfType<string>(), null);
        }

        if (kind == "snapshots" && file.Period is null)
        {
            root.Report("period", "E_PROPERTY_MISSING", "A snapshot needs a period.", "Name the field with the period, or { kind, number, year }.");
        }

        if (kind == "records" && file.Values.FirstOrDefault(v => v.On.Count == 0) is { } undated)
        {
            root.Report("values", "E_PROPERTY_MISSING", $"'{undated.Metric}' does not say on which day a record counts.", "Write { on: FIELD }.");
        }

        foreach (var (name, field) in file.Values.SelectMany(v => v.Plus.Concat(v.Minus).Select(f => (v.Metric, file.Fields.FirstOrDefault(s => s.Name == f)))))
        {
            if (field is { Type: not (FieldType.Count or FieldType.Amount) })
            {
                root.Report("values", "E_TYPE", $"'{name}' adds up '{field.Name}', which is no count and no amount.", "Give the field the type count or amount.");
            }
        }
    }

    private static void Known(MapFile file, MapNode root, string where, IEnumerable<string> fields, IEnumerable<string>? conditions)
    {
        foreach (var name in fields.Where(n => file.Fields.All(f => f.Name != n)).Distinct())
        {
            root.Report(where, "E_FIELD_UNKNOWN", $"'{name}' is not among the fields.", $"Add it to fields, or correct the name; fields are {string.Join(", ", file.Fields.Select(f => f.Name))}.");
        }

        foreach (var name in (conditions ?? []).Where(n => !file.Conditions.ContainsKey(n)).Distinct())
        {
            root.Report(where, "E_CONDITION_UNKNOWN", $"'{name}' is not among the conditions.", $"Add it to conditions; there are {string.Join(", ", file.Conditions.Keys)}.");
        }
    }
}
