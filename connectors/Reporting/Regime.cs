using System.Text.Json;
using IntegrationHub.Connectors.Http;
using IntegrationHub.Connectors.Http.Mappings;

namespace IntegrationHub.Connectors.Reporting;

/// <summary>What is read of a reporting regime. Days are half-open; null means without end.</summary>
internal sealed record Regime(string Code, DateOnly? From, DateOnly? To, bool IsSecret, bool IsStatistical)
{
    public bool IsInForce(DateOnly day) => !(day < From) && !(day >= To);

    /// <summary>A regime whose days cannot be read is none: what is due under it must not be guessed.</summary>
    public static Regime? Read(JsonElement row)
    {
        var (from, to) = (VietnamDate.ReadDay(Row.Member(row, "hieuLucTu")), VietnamDate.ReadDay(Row.Member(row, "hieuLucDen")));
        return Row.Text(row, "maCheDo") is not { } code || from.IsUnparseable || to.IsUnparseable
            ? null
            : new(code, from.OrNull, to.OrNull?.AddDays(1), Row.Flag(row, "mat"), Row.Flag(row, "thongKe"));
    }
}

/// <summary>Members of a source's row, by names without case.</summary>
internal static class Row
{
    public static JsonElement Member(JsonElement owner, string name) =>
        owner.ValueKind == JsonValueKind.Object ? owner.EnumerateObject().FirstOrDefault(m => string.Equals(m.Name, name, StringComparison.OrdinalIgnoreCase)).Value : default;

    public static string? Text(JsonElement owner, string name) => LooseString.Read(Member(owner, name));

    public static bool Flag(JsonElement owner, string name) => Text(owner, name) is { } text && FieldValue.Canonical(text) != "0";
}
