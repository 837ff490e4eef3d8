using System.Globalization;
using System.Text.Json;
using IntegrationHub.Simulators.Faults;
using IntegrationHub.Simulators.World;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IntegrationHub.Simulators.Tthc;

/// <summary>The case service: one address, the verb in the body, and errors with status 200.</summary>
internal sealed class CaseEndpoints(DemoWorld world, SourceSessions sessions, SimulatorClock clock, FaultBoard faults, FaultyServing serving)
{
    private const string InvalidSession = "-1";
    private const string NotFound = "1";
    private const string BadRequest = "2";

    // An online dossier waits at most over Tết and three more working days for its receipt.
    private const int LongestWaitDays = 20;

    private uint _answers;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/mapi/login", LogInAsync);
        routes.MapPost("/mapi/g", CallAsync);
    }

    private async Task LogInAsync(HttpContext http)
    {
        var body = await RequestBody.ReadAsync(http);
        await serving.ServeAsync(http, FaultEndpoints.Login, null, () =>
            sessions.Accepts(body["username"], body["password"]) && faults.Take(FaultKinds.WrongPassword, FaultEndpoints.Login) is null
                ? Success(json => json.WriteString("session"u8, sessions.Open(SourceSessions.SessionSeconds)))
                : Failure(InvalidSession, "Sai tên đăng nhập hoặc mật khẩu", "session"));
    }

    private async Task CallAsync(HttpContext http)
    {
        var body = await RequestBody.ReadAsync(http);
        var code = body["donViXuLy"] ?? "";
        var unit = world.Cast.FindByCode(code);
        var service = body["service"];
        var endpoint = service == "DanhSachHoSo" ? FaultEndpoints.List : FaultEndpoints.Detail;
        await serving.ServeAsync(http, endpoint, unit?.Id, () =>
        {
            var session = body["session"];
            if (session is not null && faults.Take(FaultKinds.SessionExpired, endpoint, unit?.Id) is not null)
            {
                sessions.Close(session);
            }

            return !sessions.IsValid(session) ? Failure(InvalidSession, "Phiên làm việc không hợp lệ")
                : service switch
                {
                    // The province's own code is an agency like others; it only has no dossiers.
                    "DanhSachHoSo" when world.Cast.IsProvince(code) => Success(WriteNoRows),
                    "DanhSachHoSo" => List(unit, body),
                    "TraCuuHoSo" => Find(unit, body["mahoso"] ?? ""),
                    "LayDanhMucCoQuan" => Success(WriteAgencies),
                    _ => Failure(BadRequest, "Dịch vụ không tồn tại"),
                };
        });
    }

    private static void WriteNoRows(Utf8JsonWriter json)
    {
        json.WriteStartArray("data"u8);
        json.WriteEndArray();
    }

    private Reply List(DemoUnit? unit, RequestBody body)
    {
        if (unit is null)
        {
            return Failure(NotFound, "Đơn vị không tồn tại");
        }

        if (!TryDate(body["ngayNhan1"], out var from) || !TryDate(body["ngayNhan2"], out var to))
        {
            return Failure(BadRequest, "ngayNhan1, ngayNhan2 phải có dạng yyyy-MM-dd");
        }

        return Success(json =>
        {
            json.WriteStartArray("data"u8);
            WriteRows(json, unit, from, to);
            if (faults.Take(FaultKinds.UnknownAgency, FaultEndpoints.List, unit.Id) is not null)
            {
                WriteStranger(json, string.Create(CultureInfo.InvariantCulture, $"{SnapshotRows.UnknownAgencyCode}-{WorldTime.DateOf(from):yyMMdd}-0001"));
            }

            json.WriteEndArray();
        });
    }

    private void WriteRows(Utf8JsonWriter json, DemoUnit unit, int from, int to)
    {
        var now = clock.Now;
        // A correction from outside may have moved a receipt anywhere.
        var corrected = world.Version > 0;
        world.Visit(unit, corrected ? 0 : from - LongestWaitDays, corrected ? world.Setting.LastDay : to, (in Dossier dossier) =>
        {
            if (!dossier.TryStateAt(now, out var state))
            {
                return;
            }

            // What has no receipt yet is listed on the day on which it was filed.
            var listed = WorldTime.DayOf(state.ReceivedAt == WorldTime.None ? dossier.FiledAt : state.ReceivedAt);
            if (listed < from || listed > to)
            {
                return;
            }

            // Now and then the row is there twice, first as it was before its last change: the last one counts.
            if ((dossier.Looks >> 48) % 40 == 0 && dossier.TryStateAt(state.ChangedAt - 1, out var before))
            {
                DossierJson.WriteListRow(json, dossier, before);
            }

            DossierJson.WriteListRow(json, dossier, state, StatusFault(dossier, FaultEndpoints.List));
        });
    }

    private Reply Find(DemoUnit? unit, string code)
    {
        if (code.StartsWith(SnapshotRows.UnknownAgencyCode, StringComparison.Ordinal) && faults.List().Any(f => f.Fault.Kind == FaultKinds.UnknownAgency))
        {
            return Success(json =>
            {
                json.WritePropertyName("result"u8);
                WriteStranger(json, code);
            });
        }

        if (unit is null || !world.TryFind(code, out var dossier) || dossier.Key.Unit != unit.Index || !dossier.TryStateAt(clock.Now, out var state))
        {
            return Failure(NotFound, "Không tìm thấy hồ sơ", "result");
        }

        return Success(json =>
        {
            var asArray = (dossier.Looks >> 54 & 3) == 0;
            json.WritePropertyName("result"u8);
            if (asArray)
            {
                json.WriteStartArray();
            }

            DossierJson.WriteDetail(json, dossier, state, StatusFault(dossier, FaultEndpoints.Detail));
            if (asArray)
            {
                json.WriteEndArray();
            }
        });
    }

    private string? StatusFault(Dossier dossier, string endpoint) => faults.IsEmpty ? null
        : faults.Take(FaultKinds.UnknownStatus, endpoint, dossier.Unit.Id,
            f => f.MaHoSo is null ? (dossier.Looks >> 20) % 50 == 0 : f.MaHoSo == dossier.Code)?.Status;

    /// <summary>List row and detail in one: a dossier under the code of an agency that nobody knows.</summary>
    private static void WriteStranger(Utf8JsonWriter json, string code)
    {
        json.WriteStartObject();
        json.WriteString("MaHoSo"u8, code);
        json.WriteString("TrangThaiHoSo"u8, "2"u8);
        json.WriteString("NgayTiepNhan"u8, $"20{code.Split('-').ElementAtOrDefault(1)}080000");
        json.WriteString("KenhThucHien"u8, "1"u8);
        json.WriteString("MaTTHC"u8, "1.001000"u8);
        json.WriteEndObject();
    }

    private void WriteAgencies(Utf8JsonWriter json)
    {
        json.WriteStartArray("result"u8);
        var today = WorldTime.DayOf(clock.Now);
        foreach (var unit in world.Cast.All.Where(u => u.IsThereAllOf(today, today + 1)))
        {
            json.WriteStartObject();
            json.WriteString("MADONVI"u8, unit.Code);
            json.WriteString("TENDONVI"u8, unit.Name);
            json.WriteString("CAPDONVI"u8, unit.Level switch { DemoLevel.Province => "1", DemoLevel.District => "2", _ => "3" });
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Success is 0, "0" or "00", one after another: all three are seen in the wild.</summary>
    private Reply Success(Action<Utf8JsonWriter> write) => Reply.Json(json =>
    {
        json.WriteStartObject();
        json.WritePropertyName("error_code"u8);
        switch (Interlocked.Increment(ref _answers) % 3)
        {
            case 0: json.WriteNumberValue(0); break;
            case 1: json.WriteStringValue("0"u8); break;
            default: json.WriteStringValue("00"u8); break;
        }

        write(json);
        json.WriteEndObject();
    });

    private static Reply Failure(string code, string message, string? emptyField = null) => Reply.Json(json =>
    {
        json.WriteStartObject();
        json.WriteString("error_code"u8, code);
        json.WriteString("message"u8, message);
        if (emptyField is not null)
        {
            json.WriteNull(emptyField);
        }

        json.WriteEndObject();
    });

    private static bool TryDate(string? text, out int day)
    {
        var valid = DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date);
        day = valid ? WorldTime.DayOf(date) : 0;
        return valid;
    }
}
