using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IntegrationHub.Simulators.Faults;

/// <summary>Switches faults over HTTP while the server runs.</summary>
internal sealed class FaultSwitches(FaultBoard faults)
{
    private static readonly JsonSerializerOptions Reading = new(JsonSerializerDefaults.Web);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/_faults", AddAsync);
        routes.MapGet("/_faults", http => List().SendAsync(http));
        routes.MapDelete("/_faults", http =>
        {
            faults.Clear();
            return Reply.Text(StatusCodes.Status200OK, "").SendAsync(http);
        });
        routes.MapDelete("/_faults/{id:int}", http =>
        {
            faults.Remove(int.Parse((string)http.Request.RouteValues["id"]!, CultureInfo.InvariantCulture));
            return Reply.Text(StatusCodes.Status200OK, "").SendAsync(http);
        });
    }

    private async Task AddAsync(HttpContext http)
    {
        Reply reply;
        try
        {
            var fault = await JsonSerializer.DeserializeAsync<Fault>(http.Request.Body, Reading, http.RequestAborted)
                ?? throw new ArgumentException("a fault is a JSON object");
            var id = faults.Add(fault);
            reply = Reply.Json(json =>
            {
                json.WriteStartObject();
                json.WriteNumber("id"u8, id);
                json.WriteEndObject();
            });
        }
        catch (Exception error) when (error is ArgumentException or JsonException)
        {
            reply = Reply.Text(StatusCodes.Status400BadRequest, error.Message);
        }

        await reply.SendAsync(http);
    }

    private Reply List() => Reply.Json(json =>
    {
        json.WriteStartArray();
        foreach (var (id, fault, hits) in faults.List())
        {
            json.WriteStartObject();
            json.WriteNumber("id"u8, id);
            json.WriteString("kind"u8, fault.Kind);
            json.WriteString("endpoint"u8, fault.Endpoint);
            json.WriteString("unit"u8, fault.Unit);
            json.WriteNumber("hits"u8, hits);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}
