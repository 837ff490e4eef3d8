using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace IntegrationHub.Faults.Tests.Fuzz;

/// <summary>Makes of an answer what broken software makes of it: the same mutation for the same seed.</summary>
internal static class PayloadMutator
{
    private static readonly string[] Texts =
    [
        "", " ", "null", "NaN", "Infinity", "-1", "-0", "1.234", "1,234", "1.234,56", "1,234.56", "12%", "1e3", "1e400", "99999999999999999999999999999999", "0x1F", "٣", "１２",
        "00/00/0000", "31/02/2024", "12/31/2024", "2567-11-30", "2024-11-31", "20241105250000", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.9999999+14:00",
        "Vie\u0323\u0302t", "\u200bH02.36\u200b", "\u202eH02", "H02.36\u0000", "\ud83d\ude00", "tr\u00adue", "truE", "[]", "{}", "{\"a\":", "[[[[", "\"", "\\", "../../x", "'; DROP TABLE x;--", "H02.99", "h02.36", "H02.36 ",
    ];

    public static byte[] Mutate(byte[] body, Random random)
    {
        var mutated = random.Next(10) < 7 ? OfStructure(body, random) : OfBytes(body, random);

        // Now and then two things go wrong at once.
        return random.Next(6) == 0 ? OfBytes(mutated, random) : mutated;
    }

    private static byte[] OfBytes(byte[] body, Random random)
    {
        var bytes = body.ToList();
        switch (random.Next(8))
        {
            case 0:
                return body[..random.Next(body.Length + 1)];
            case 1:
                return body[random.Next(body.Length + 1)..];
            case 2:
                return [0xEF, 0xBB, 0xBF, .. body];
            case 3:
                return [.. body, .. body];
            case 4:
                var (from, to) = (random.Next(body.Length + 1), random.Next(body.Length + 1));
                return [.. body[..Math.Min(from, to)], .. body[Math.Max(from, to)..]];
            case 5:
                var noise = new byte[random.Next(1, 40)];
                random.NextBytes(noise);
                bytes.InsertRange(random.Next(bytes.Count + 1), noise);
                return [.. bytes];
            default:
                for (var flips = random.Next(1, 6); flips > 0 && bytes.Count > 0; flips--)
                {
                    bytes[random.Next(bytes.Count)] = (byte)random.Next(256);
                }

                return [.. bytes];
        }
    }

    private static byte[] OfStructure(byte[] body, Random random)
    {
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(body);
        }
        catch (JsonException)
        {
            return OfBytes(body, random); // XML, or mutated before.
        }

        for (var times = random.Next(1, 4); times > 0; times--)
        {
            var places = Places(root).ToList();
            if (places.Count == 0)
            {
                break;
            }

            var (owner, name, index) = places[random.Next(places.Count)];
            Change(owner, name, index, random);
        }

        var text = root?.ToJsonString() ?? "null";
        return Encoding.UTF8.GetBytes(random.Next(8) == 0 ? WithDoubledMember(text, random) : text);
    }

    private static void Change(JsonNode owner, string? name, int index, Random random)
    {
        switch (random.Next(9))
        {
            case 0 when owner is JsonObject record:
                record.Remove(name!);
                return;
            case 1 when owner is JsonObject record:
                var moved = record[name!]?.DeepClone();
                record.Remove(name!);
                record[random.Next(2) == 0 ? name + "Moi" : name!.ToUpperInvariant()] = moved;
                return;
            case 0 when owner is JsonArray list:
                list.RemoveAt(index);
                return;
            case 1 when owner is JsonArray list:
                list.Insert(random.Next(list.Count + 1), list[index]?.DeepClone());
                return;
            case 2 when owner is JsonArray list:
                var shuffled = list.Select(n => n?.DeepClone()).ToArray();
                random.Shuffle(shuffled);
                list.Clear();
                Array.ForEach(shuffled, list.Add);
                return;
        }

        var value = Value(owner is JsonObject o ? o[name!] : ((JsonArray)owner)[index], random);
        if (owner is JsonObject target)
        {
            target[name!] = value;
        }
        else
        {
            ((JsonArray)owner)[index] = value;
        }
    }

    private static JsonNode? Value(JsonNode? old, Random random) => random.Next(12) switch
    {
        0 => null,
        1 => JsonValue.Create(random.Next(2) == 0),
        2 => JsonValue.Create(random.NextInt64()),
        3 => JsonValue.Create(-random.Next(1000)),
        4 => JsonNode.Parse("1.5E+3"),
        5 => JsonNode.Parse("99999999999999999999999999999999999999"),
        6 => new JsonArray(),
        7 => new JsonObject { ["giaTri"] = old?.DeepClone() },
        8 => Nested(random.Next(2) == 0 ? 10 : 70),
        9 when old is not null => JsonValue.Create(old.ToJsonString()),
        10 => JsonValue.Create(new string('9', random.Next(1, 5000))),
        _ => JsonValue.Create(Texts[random.Next(Texts.Length)]),
    };

    private static JsonArray Nested(int depth)
    {
        var nested = new JsonArray();
        for (; depth > 0; depth--)
        {
            nested = new JsonArray(nested);
        }

        return nested;
    }

    private static IEnumerable<(JsonNode Owner, string? Name, int Index)> Places(JsonNode? node) => node switch
    {
        JsonObject record => record.SelectMany(member => Places(member.Value).Prepend((record, member.Key, 0))),
        JsonArray list => list.SelectMany((item, n) => Places(item).Prepend((list, null, n))),
        _ => [],
    };

    // A name twice in one object: parsers differ in which of the two they believe.
    private static string WithDoubledMember(string text, Random random)
    {
        var starts = text.Select((c, at) => (c, at)).Where(x => x.c == '"' && x.at > 0 && text[x.at - 1] is '{' or ',').Select(x => x.at).ToList();
        if (starts.Count == 0)
        {
            return text;
        }

        var at = starts[random.Next(starts.Count)];
        var end = text.IndexOf("\":", at + 1, StringComparison.Ordinal);
        return end < 0 ? text : $"{text[..at]}{text[at..(end + 2)]}\"{random.Next(100)}\",{text[at..]}";
    }
}
