using System.Text.Json;
using IntegrationHub.Connectors.Http;

namespace IntegrationHub.Connectors.DocumentManagement;

/// <summary>
/// The envelope of the axis: <c>{success, message, count, data}</c>; a refusal has its code inside the data
/// (<c>{success:false, data:{errorCode, errorDesc}}</c>). Texts of the source are never repeated.
/// </summary>
internal static class AxisAnswer
{
    /// <summary>The data of an answer, or the fitting fault.</summary>
    public static ReadOnlyMemory<byte> Require(ReadOnlyMemory<byte> body, string place)
    {
        Refuse(body, place);
        return SourceEnvelope.Read(body, "data").Require(place);
    }

    /// <summary>A list, which must be as long as it says: a list that was cut off is no list.</summary>
    public static ReadOnlyMemory<byte> RequireList(ReadOnlyMemory<byte> body, string place)
    {
        var data = Require(body, place);
        using var list = JsonDocument.Parse(data);
        if (list.RootElement.ValueKind != JsonValueKind.Array)
        {
            throw new JsonException("the data is no list");
        }

        using var whole = JsonDocument.Parse(body);
        var said = whole.RootElement.ValueKind == JsonValueKind.Object ? LooseInteger.Read(Member(whole.RootElement, "count")) : default;
        return said.HasValue && said.Value > list.RootElement.GetArrayLength()
            ? throw new ConnectorException(FailureCategory.Malformed, "E_PAGING", $"{place}: it says {said.Value} rows and gave {list.RootElement.GetArrayLength()}; lower the option windowDays or tell the source's operator")
            : data;
    }

    public static JsonElement Member(JsonElement owner, string name) =>
        owner.ValueKind == JsonValueKind.Object ? owner.EnumerateObject().FirstOrDefault(m => string.Equals(m.Name, name, StringComparison.OrdinalIgnoreCase)).Value : default;

    private static void Refuse(ReadOnlyMemory<byte> body, string place)
    {
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        var inner = Member(root, "data");
        if (LooseString.Read(Member(root, "success")) != "false" || LooseInteger.Read(Member(inner, "errorCode")) is not { HasValue: true, Value: not 0 } code)
        {
            return;
        }

        throw code.Value switch
        {
            15 => new ConnectorException(FailureCategory.Authentication, "E_AXIS_ACCOUNT", $"{place}: the axis does not accept systemId and secretKey (code 15); correct both options"),
            18 or 19 => new ConnectorException(FailureCategory.Configuration, "E_AXIS_AGENCY", $"{place}: an agency is not registered on the axis (code {code.Value}); check systemId with the operator of the axis"),
            23 => new ConnectorException(FailureCategory.Permission, "E_FORBIDDEN", $"{place}: the axis has locked this system (code 23); have its operator unlock it"),
            20 or 21 => new ConnectorException(FailureCategory.Unavailable, "E_SOURCE_ERROR", $"{place}: the axis is out of order (code {code.Value}); it is tried again by itself"),
            _ => new ConnectorException(FailureCategory.Rejected, "E_REJECTED", $"{place}: the source refused the request (code {code.Value}); its log names the reason"),
        };
    }
}
