using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace IntegrationHub.Simulators.Faults;

/// <summary>Changes of the records in an answer, wherever in it they stand: in a list, or in a text that is JSON once more.</summary>
internal static class FaultyRows
{
    private static readonly string[] Kinds =
    [
        FaultKinds.DuplicateRows, FaultKinds.RenameField, FaultKinds.RemoveField, FaultKinds.SetField, FaultKinds.AddField, FaultKinds.ScaleField, FaultKinds.SwapField,
        FaultKinds.ReverseRows,
    ];

    public static byte[] Change(byte[] body, Func<string, Fault?> take)
    {
        JsonNode? root = null;
        foreach (var kind in Kinds)
        {
            if (take(kind) is { } fault && (root ??= Parse(body)) is not null)
            {
                VisitLists(root, list => Change(list, fault));
            }
        }

        return root is null ? body : JsonSerializer.SerializeToUtf8Bytes(root);
    }

    public static JsonNode? Parse(byte[] body) => body is [(byte)'{' or (byte)'[', ..] ? JsonNode.Parse(body) : null;

    /// <summary>Every list of records; the outermost only.</summary>
    public static void VisitLists(JsonNode? node, Action<JsonArray> visit)
    {
        if (node is JsonArray { Count: > 0 } list && list[0] is JsonObject)
        {
            visit(list);
        }
        else if (node is JsonObject owner)
        {
            foreach (var (name, value) in owner.ToList())
            {
                if (Inner(value) is { } inner)
                {
                    VisitLists(inner, visit);
                    owner[name] = inner.ToJsonString();
                }
                else
                {
                    VisitLists(value, visit);
                }
            }
        }
    }

    private static void Change(JsonArray list, Fault fault)
    {
        switch (fault.Kind)
        {
            case FaultKinds.DuplicateRows:
                list.Add(list[0]!.DeepClone());
                return;
            case FaultKinds.ReverseRows:
                var rows = list.Select(row => row?.DeepClone()).Reverse().ToList();
                list.Clear();
                rows.ForEach(list.Add);
                return;
            case FaultKinds.SwapField:
                for (var n = 0; n + 1 < list.Count; n += 2)
                {
                    if (list[n] is JsonObject one && list[n + 1] is JsonObject other && one.ContainsKey(fault.Name!) && other.ContainsKey(fault.Name!))
                    {
                        (one[fault.Name!], other[fault.Name!]) = (other[fault.Name!]!.DeepClone(), one[fault.Name!]!.DeepClone());
                    }
                }

                return;
        }

        // One record of a list, or all of them.
        foreach (var row in (fault.EveryRow ? list : list.Skip(fault.Row).Take(1)).OfType<JsonObject>())
        {
            Change(row, fault);
        }
    }

    private static void Change(JsonObject row, Fault fault)
    {
        var name = fault.Name ?? "";
        if (fault.Kind == FaultKinds.AddField)
        {
            row["truongMoi"] = "1";
            return;
        }

        if (!row.ContainsKey(name))
        {
            // Counts of some sources are a text within the record.
            foreach (var (member, value) in row.ToList())
            {
                if (Inner(value) is JsonObject inner && inner.ContainsKey(name))
                {
                    Change(inner, fault);
                    row[member] = inner.ToJsonString();
                }
            }

            return;
        }

        switch (fault.Kind)
        {
            case FaultKinds.RenameField:
                row[name + "Moi"] = row[name]?.DeepClone();
                row.Remove(name);
                break;
            case FaultKinds.RemoveField:
                row.Remove(name);
                break;
            case FaultKinds.ScaleField when decimal.TryParse(row[name]?.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var amount):
                row[name] = decimal.Truncate(amount * fault.Factor);
                break;
            case FaultKinds.SetField:
                row[name] = fault.Json is null ? fault.Value : JsonNode.Parse(fault.Json);
                break;
        }
    }

    private static JsonNode? Inner(JsonNode? value)
    {
        if (value is not JsonValue scalar || !scalar.TryGetValue<string>(out var text) || text is not ['{' or '[', ..])
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null; // A text that only begins like one.
        }
    }
}
