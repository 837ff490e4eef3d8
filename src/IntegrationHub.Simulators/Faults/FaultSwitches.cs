using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IntegrationHub.Simulators.Faults;

/// <summary>
/// Switches faults over HTTP while the server runs. <c>POST /_faults</c> takes a line of the list, <c>{"source":"doanh-nghiep","fault":"F5"}</c> or one of
/// its cases, <c>F5/bad-gzip</c>, or a single fault with its <c>kind</c>; <c>GET /_faults/list</c> shows the lines, <c>GET /_faults</c> what is on.
/// </summary>
internal sealed class FaultSwitches(FaultBoard faults, WrongAddresses addresses)
{
    private static readonly JsonSerializerOptions Reading = new(JsonSerializerDefaults.Web);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/_faults", AddAsync);
        routes.MapGet("/_faults", http => List().SendAsync(http));
        routes.MapGet("/_faults/list", http => Lines().SendAsync(http));
        routes.MapGet("/_faults/addresses", http => Addresses().SendAsync(http));
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
            var wish = await JsonSerializer.DeserializeAsync<JsonElement>(http.Request.Body, Reading, http.RequestAborted);
            var ids = Wanted(wish).Select(faults.Add).ToList();
            reply = Reply.Json(json =>
            {
                json.WriteStartObject();
                json.WriteNumber("id"u8, ids[0]);
                json.WriteStartArray("ids"u8);
                ids.ForEach(json.WriteNumberValue);
                json.WriteEndArray();
                json.WriteEndObject();
            });
        }
        catch (Exception error) when (error is ArgumentException or JsonException)
        {
            reply = Reply.Text(StatusCodes.Status400BadRequest, error.Message);
        }

        await reply.SendAsync(http);
    }

    private static IReadOnlyList<Fault> Wanted(JsonElement wish)
    {
        if (wish.ValueKind != JsonValueKind.Object)
        {
            throw new ArgumentException("a fault is a JSON object");
        }

        return wish.TryGetProperty("fault", out var listed) && listed.ValueKind == JsonValueKind.String
            ? FaultList.For(wish.TryGetProperty("source", out var source) ? source.ToString() : "", listed.GetString()!)
            : [wish.Deserialize<Fault>(Reading)!];
    }

    private Reply List() => Reply.Json(json =>
    {
        json.WriteStartArray();
        foreach (var (id, fault, hits) in faults.List())
        {
            json.WriteStartObject();
            json.WriteNumber("id"u8, id);
            json.WriteString("source"u8, fault.Source ?? DemoSources.TthcId);
            json.WriteString("fault"u8, fault.Listed);
            json.WriteString("title"u8, fault.Listed is { } line ? FaultList.Find(line.Split('/')[0])?.Vi : null);
            json.WriteString("kind"u8, fault.Kind);
            json.WriteString("endpoint"u8, fault.Endpoint);
            json.WriteString("unit"u8, fault.Unit);
            json.WriteNumber("hits"u8, hits);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static Reply Lines() => Reply.Json(json =>
    {
        json.WriteStartArray();
        foreach (var line in FaultList.All)
        {
            json.WriteStartObject();
            json.WriteString("fault"u8, line.Id);
            json.WriteString("vi"u8, line.Vi);
            json.WriteString("en"u8, line.En);
            json.WriteString("expected"u8, line.Expected);
            json.WriteString("elsewhere"u8, line.Elsewhere);
            json.WriteStartArray("cases"u8);
            foreach (var one in line.Cases)
            {
                json.WriteStartObject();
                json.WriteString("case"u8, $"{line.Id}/{one.Name}");
                json.WriteString("address"u8, one.Address == WrongAddress.None ? null : one.Address.ToString());
                json.WriteStartArray("sources"u8);
                foreach (var source in SourceTraits.All.Where(t => one.Play(t) is not null))
                {
                    json.WriteStringValue(source.Source);
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private Reply Addresses() => Reply.Json(json =>
    {
        json.WriteStartObject();
        foreach (var address in Enum.GetValues<WrongAddress>().Where(a => a != WrongAddress.None))
        {
            json.WriteString(address.ToString(), addresses.Of(address));
        }

        json.WriteEndObject();
    });
}
