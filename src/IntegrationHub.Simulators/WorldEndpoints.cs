using System.Globalization;
using System.Text.Json;
using IntegrationHub.Simulators.Truth;
using IntegrationHub.Simulators.World;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IntegrationHub.Simulators;

/// <summary>Plays a late correction of one dossier and says what it does to the true counts.</summary>
internal sealed class WorldEndpoints(DemoWorld world, SimulatorClock clock)
{
    // Field names of the source → what they set; instants yyyyMMddHHmmss or "", flags and codes as numbers.
    private static readonly Dictionary<string, DossierField> Fields = new(StringComparer.OrdinalIgnoreCase)
    {
        ["trangThaiHoSo"] = DossierField.Status,
        ["ngayTiepNhan"] = DossierField.ReceivedAt,
        ["ngayHenTra"] = DossierField.DueAt,
        ["ngayKetThucXuLy"] = DossierField.CompletedAt,
        ["ngayTra"] = DossierField.ReturnedAt,
        ["ngayTuChoi"] = DossierField.RefusedAt,
        ["kenhThucHien"] = DossierField.Channel,
        ["duocThanhToanTrucTuyen"] = DossierField.Payment,
        ["ketQuaDienTu"] = DossierField.ElectronicResult,
    };

    public void Map(IEndpointRouteBuilder routes) => routes.MapPost("/_world/correct", CorrectAsync);

    private async Task CorrectAsync(HttpContext http) => await Correct(await RequestBody.ReadAsync(http)).SendAsync(http);

    private Reply Correct(RequestBody body)
    {
        var now = clock.Now;
        var code = body["maHoSo"] ?? "";
        if (!world.TryFind(code, out var dossier) || !dossier.TryStateAt(now, out var before))
        {
            return Reply.Text(StatusCodes.Status404NotFound, $"no dossier '{code}' at this time");
        }

        var changes = new List<DossierChange>();
        foreach (var (name, field) in Fields)
        {
            if (body[name] is not { } text)
            {
                continue;
            }

            if (!TryValue(field, text, out var value))
            {
                return Reply.Text(StatusCodes.Status400BadRequest, $"{name}: '{text}' is no value");
            }

            changes.Add(new DossierChange(now, field, value));
        }

        if (changes.Count == 0)
        {
            return Reply.Text(StatusCodes.Status400BadRequest, $"nothing to change; known: {string.Join(", ", Fields.Keys)}");
        }

        var countsBefore = new List<TruthCount>();
        DossierTruth.CountsOf(dossier, before, countsBefore);
        world.Correct(dossier.Key, changes);
        world.TryFind(code, out dossier);
        dossier.TryStateAt(now, out var after);
        var countsAfter = new List<TruthCount>();
        DossierTruth.CountsOf(dossier, after, countsAfter);
        return Reply.Json(json => WriteEffect(json, dossier, countsBefore, countsAfter));
    }

    private static bool TryValue(DossierField field, string text, out int value) =>
        field is DossierField.ReceivedAt or DossierField.DueAt or DossierField.CompletedAt or DossierField.ReturnedAt or DossierField.RefusedAt
            ? WorldTime.TryParse(text, out value)
            : bool.TryParse(text, out var flag) ? (value = flag ? 1 : 0) >= 0
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value is >= 0 and < 100;

    private static void WriteEffect(Utf8JsonWriter json, in Dossier dossier, List<TruthCount> before, List<TruthCount> after)
    {
        json.WriteStartObject();
        json.WriteString("maHoSo"u8, dossier.Code);
        json.WriteString("unit"u8, dossier.Unit.Id);
        json.WriteStartArray("effect"u8);
        foreach (var (count, change) in before.Except(after).Select(c => (c, -1)).Concat(after.Except(before).Select(c => (c, 1))))
        {
            json.WriteStartObject();
            json.WriteString("metric"u8, count.Metric);
            json.WriteString("day"u8, WorldTime.DateOf(count.Day).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
            json.WriteNumber("change"u8, change);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
