using System.Globalization;
using System.Text.Json;
using IntegrationHub.Simulators.Faults;
using IntegrationHub.Simulators.World;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IntegrationHub.Simulators.Tthc;

/// <summary>The statistics service: tokens, and one row per agency and period.</summary>
internal sealed class StatisticsEndpoints(SourceSessions sessions, SimulatorClock clock, FaultBoard faults, FaultyServing serving, SnapshotRows snapshots)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/tokens", LogInAsync);
        routes.MapPost("/api/tokens/refresh", RefreshAsync);
        routes.MapGet("/api/v1/SoLieuBaoCaos/SearchSoLieuBaoCaoTheoKy", SearchAsync);
    }

    private async Task LogInAsync(HttpContext http)
    {
        var body = await RequestBody.ReadAsync(http);
        await serving.ServeAsync(http, FaultEndpoints.Tokens, null, () =>
            sessions.Accepts(body["username"], body["password"]) && faults.Take(FaultKinds.WrongPassword, FaultEndpoints.Tokens) is null
                ? Issue()
                : Reply.Json(json =>
                {
                    json.WriteStartObject();
                    json.WriteString("exception"u8, "Authentication Failed.");
                    json.WriteNumber("statusCode"u8, 401);
                    json.WriteEndObject();
                }, StatusCodes.Status401Unauthorized));
    }

    private async Task RefreshAsync(HttpContext http)
    {
        var body = await RequestBody.ReadAsync(http);
        await serving.ServeAsync(http, FaultEndpoints.Tokens, null, () =>
            sessions.IsValid(body["refreshToken"]) ? Issue() : Reply.Text(StatusCodes.Status401Unauthorized, "Invalid refresh token"));
    }

    private Reply Issue() => Reply.Json(json =>
    {
        json.WriteStartObject();
        json.WriteString("token"u8, sessions.Open(SourceSessions.TokenSeconds));
        json.WriteString("refreshToken"u8, sessions.Open(SourceSessions.RefreshSeconds));
        json.WriteString("refreshTokenExpiryTime"u8, WorldTime.ToDateTimeOffset(clock.Now + SourceSessions.RefreshSeconds));
        json.WriteEndObject();
    });

    private Task SearchAsync(HttpContext http) => serving.ServeAsync(http, FaultEndpoints.Snapshots, null, () =>
    {
        var token = http.Request.Headers.Authorization.ToString() is ['B' or 'b', 'e', 'a', 'r', 'e', 'r', ' ', .. var rest] ? rest : "";
        if (faults.Take(FaultKinds.SessionExpired, FaultEndpoints.Snapshots) is not null)
        {
            sessions.Close(token);
        }

        return sessions.IsValid(token) ? Search(http.Request.Query) : Reply.Text(StatusCodes.Status401Unauthorized, "Unauthorized");
    });

    private Reply Search(IQueryCollection query)
    {
        var pageNumber = Number(query, "pageNumber") ?? 1;
        var pageSize = Number(query, "pageSize") ?? 100_000;
        if (Number(query, "ky") is not { } number || Number(query, "nam") is not { } year
            || SnapshotPeriod.Parse(query["loaiThoiGian"].ToString(), number, year) is not { } period || pageNumber < 1 || pageSize < 1)
        {
            return Reply.Text(StatusCodes.Status400BadRequest, "loaiThoiGian, ky, nam, pageNumber hoặc pageSize không hợp lệ");
        }

        var kind = query["loaiThongKe"].ToString();
        var prefix = query["maDinhDanh"].ToString();
        // LIKE 'code%': H02.1 gives H02.10 to H02.16 as well.
        var rows = snapshots.Of(period, clock.Now)
            .Where(r => (kind.Length == 0 || r.Kind == kind) && r.Code.StartsWith(prefix, StringComparison.Ordinal))
            .ToList();
        return Reply.Json(json => SnapshotJson.WritePage(json, period, rows, pageNumber, pageSize));
    }

    private static int? Number(IQueryCollection query, string name) =>
        int.TryParse(query[name], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}
