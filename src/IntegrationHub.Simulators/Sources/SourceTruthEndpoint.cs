using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IntegrationHub.Simulators.Sources;

/// <summary>The truth of each simulated source over HTTP, for tests in other processes.</summary>
internal sealed class SourceTruthEndpoint(IReadOnlyList<DemoSource> sources, TimeProvider time)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/_truth/sources/{id}", http => Of((string)http.Request.RouteValues["id"]!).SendAsync(http));

    private Reply Of(string id) => sources.FirstOrDefault(s => s.Id == id) is not { } source
        ? Reply.Text(StatusCodes.Status404NotFound, $"no source '{id}'; there are {string.Join(", ", sources.Select(s => s.Id))}")
        : Reply.Json(json =>
        {
            json.WriteStartArray();
            foreach (var cell in source.Truth(time.GetUtcNow()))
            {
                json.WriteStartObject();
                json.WriteString("metric"u8, cell.Metric);
                json.WriteString("unit"u8, cell.Unit);
                json.WriteString("from"u8, Iso(cell.From));
                json.WriteString("to"u8, Iso(cell.To));
                json.WriteString("amount"u8, cell.Amount.ToString(CultureInfo.InvariantCulture));
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
