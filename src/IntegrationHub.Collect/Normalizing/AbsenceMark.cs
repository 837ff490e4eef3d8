using System.Text.Json;

namespace IntegrationHub.Collect.Normalizing;

/// <summary>What is archived of a record that is gone at its source: nothing but that, and the sequence that it had there.</summary>
internal static class AbsenceMark
{
    private const string Name = "_absent";

    public static JsonElement Of(long sourceSeq) => JsonSerializer.SerializeToElement(new Dictionary<string, long> { [Name] = sourceSeq });

    /// <returns>The sequence; null for a record that the source sent.</returns>
    public static long? In(JsonElement body) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(Name, out var sequence) && sequence.TryGetInt64(out var number) ? number : null;
}
