using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace IntegrationHub.Simulators;

/// <summary>The flat JSON object of a request; names without case, numbers and strings alike.</summary>
internal sealed class RequestBody
{
    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);

    public string? this[string name] => _values.GetValueOrDefault(name);

    public static async Task<RequestBody> ReadAsync(HttpContext http)
    {
        var body = new RequestBody();
        try
        {
            using var document = await JsonDocument.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                foreach (var property in document.RootElement.EnumerateObject())
                {
                    body._values[property.Name] = property.Value.ToString();
                }
            }
        }
        catch (JsonException)
        {
            // Not JSON: an empty request, which each service refuses in its own way.
        }

        return body;
    }
}
