using System.Globalization;
using System.Text.Json;
using IntegrationHub.Simulators.Truth;
using IntegrationHub.Simulators.Tthc;
using IntegrationHub.Simulators.World;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IntegrationHub.Simulators.Sources.OpenCps;

/// <summary>
/// A district's own OpenCPS, from the time before the provincial system and still counting along: the same dossiers of one district and its
/// communes. Its answer mixes rows of agencies with sums of them, and it still uses the old agency codes.
/// </summary>
internal sealed class OpenCpsSource(Lazy<DemoWorld> world) : DemoSource
{
    private const string District = "ubnd-huyen-luc-ngan";
    private const string GroupId = "35166";

    private static readonly string[] Domains = ["G01", "G15"];

    private readonly Lazy<SnapshotTables> _tables = new(() => new SnapshotTables(world.Value));

    public override string Id => "tthc-opencps-luc-ngan";

    public override IEnumerable<(string Code, string Unit)> Agencies => Units.SelectMany(unit => new[] { (unit.Code, unit.Id), (unit.OldCode, unit.Id) });

    public override string Yaml(string baseUrl) => $$"""
        id: {{Id}}
        connector: tthc
        name: { vi: "OpenCPS huyện Lục Ngạn (mô phỏng)", en: "OpenCPS of Luc Ngan district (simulated)" }
        streams: [opencps-statistics]
        schedule: "45 5 * * *"
        enabled: true
        options:
          variant: opencps
          baseUrl: {{baseUrl}}/o/rest
          groupId: "{{GroupId}}"
          username: {{DemoCredentials.DefaultUsername}}
          password: { secret: "env:{{DemoCredentials.PasswordVariable}}" }

        """.ReplaceLineEndings("\n");

    public override IEnumerable<TruthCell> Truth(DateTimeOffset asOf) =>
        from month in MonthTruth.Of(world.Value, WorldTime.InstantOf(asOf))
        where Units.Contains(month.Unit)
        from metric in new[] { TruthMetrics.Received, TruthMetrics.ReceivedOnline, TruthMetrics.Completed }
        select new TruthCell(metric, month.Unit.Id, month.Month, month.Month.AddMonths(1), month.Sums.GetValueOrDefault(metric));

    internal override void Map(IEndpointRouteBuilder routes, DemoSite site) => routes.MapGet("/o/rest/secure/rest/statistics", http =>
        (!SourceSignIn.HasBasic(http, site.Credentials) ? SourceSignIn.Refusal
            : http.Request.Headers["groupId"] != GroupId ? Fault("500", "No Group exists with the primary key 0")
            : Statistics(http, site)).SendAsync(http));

    private static IReadOnlyList<DemoUnit> Units { get; } =
        [.. DemoCast.Of2024.All.Where(u => u.Id == District || u.Code.StartsWith(DemoUnits.Get(District).Code + ".", StringComparison.Ordinal))];

    private Reply Statistics(HttpContext http, DemoSite site)
    {
        var query = http.Request.Query;
        if (query.ContainsKey("reCalculate"))
        {
            return Fault("INTERNAL_SERVER_ERROR", "Not for this account");
        }

        if (!TryNumber(query["year"], out var year) || !TryNumber(query["month"], out var month) || month is < 1 or > 12 || !TryNumber(query["start"], out var start) || !TryNumber(query["end"], out var end))
        {
            return Fault("500", "For input string");
        }

        var rows = RowsOf(year, month, site);

        // Offsets; 0 and 0 are all.
        var page = start == 0 && end == 0 ? rows : [.. rows.Skip(start).Take(Math.Max(0, end - start))];
        http.Response.Headers.CacheControl = "private, max-age=60";
        return Reply.Json(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("total"u8, rows.Count);
            json.WriteString("agency"u8, "");
            json.WriteStartArray("data"u8);
            foreach (var row in page)
            {
                Write(json, row, year);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private sealed record Row(int Month, DemoUnit? Unit, string Domain, long Received, long Online, long Done, long Denied);

    private List<Row> RowsOf(int year, int month, DemoSite site)
    {
        if (new DateOnly(year, month, 1) > site.Today || new DateOnly(year, month, 1) < WorldTime.FirstDate || new DateOnly(year, month, 1) > WorldTime.LastDate)
        {
            return [];
        }

        var table = _tables.Value.At(WorldTime.InstantOf(site.Now));
        var rows = new List<Row>();
        foreach (var unit in Units)
        {
            var own = Of(month, unit, table.Sum(unit, (year * 12) + month - 1, 1));
            rows.Add(own);

            // By field of work, and for the district once more the whole year: sums of the same dossiers.
            rows.AddRange(Domains.Select((domain, n) => own with { Domain = domain, Received = Part(own.Received, n), Online = Part(own.Online, n), Done = Part(own.Done, n), Denied = Part(own.Denied, n) }));
            if (unit.Id == District)
            {
                rows.Insert(0, Of(0, unit, table.Sum(unit, year * 12, 12)));
            }
        }

        var leaves = rows.Where(r => r.Domain.Length == 0 && r.Month == month).ToList();
        rows.Insert(0, new Row(month, null, "", leaves.Sum(r => r.Received), leaves.Sum(r => r.Online), leaves.Sum(r => r.Done), leaves.Sum(r => r.Denied)));
        return rows;

        static Row Of(int month, DemoUnit unit, SnapshotCounts counts) => new(
            month, unit, "", counts[SnapshotField.TiepNhanTrongKy], counts[SnapshotField.TiepNhanTrucTuyen], counts[SnapshotField.HoSoDaXuLyXong], counts[SnapshotField.TuChoiTiepNhan]);

        static long Part(long whole, int n) => n == 0 ? whole / 2 : whole - (whole / 2);
    }

    private static void Write(Utf8JsonWriter json, Row row, int year)
    {
        var (waiting, stopped) = (row.Done / 5, row.Done % 3);
        json.WriteStartObject();
        json.WriteNumber("month"u8, row.Month);
        json.WriteNumber("year"u8, year);
        json.WriteNumber("groupId"u8, 35166);
        json.WriteString("govAgencyCode"u8, row.Unit?.OldCode ?? "");
        json.WriteString("govAgencyName"u8, row.Unit?.Name ?? "");
        json.WriteString("domainCode"u8, row.Domain);
        json.WriteString("domainName"u8, row.Domain.Length == 0 ? "" : "Lĩnh vực");
        json.WriteString("system"u8, "");
        json.WriteNumber("totalCount"u8, row.Received + row.Denied);
        json.WriteNumber("deniedCount"u8, row.Denied);
        json.WriteNumber("receivedCount"u8, row.Received);
        json.WriteNumber("onlineCount"u8, row.Online);
        json.WriteNumber("onegateCount"u8, row.Received - row.Online);
        json.WriteNumber("releaseCount"u8, row.Done + stopped);
        json.WriteNumber("doneCount"u8, row.Done - waiting);
        json.WriteNumber("releasingCount"u8, waiting);
        json.WriteNumber("unresolvedCount"u8, stopped);
        json.WriteNumber("ontimePercentage"u8, row.Done == 0 ? 0 : 97);
        json.WriteBoolean("reporting"u8, false);
        json.WriteNumber("dossierOnline3Count"u8, 0);
        json.WriteNumber("dossierOnline4Count"u8, 0);

        // Liferay keeps with each record who made it.
        json.WriteNumber("userId"u8, 20139);
        json.WriteString("userName"u8, PlantedPersonalData.Handlers[row.Month % PlantedPersonalData.Handlers.Count]);
        json.WriteEndObject();
    }

    private static Reply Fault(string code, string message) => Reply.Json(json =>
    {
        json.WriteStartObject();
        json.WriteString("faultCode"u8, code);
        json.WriteString("faultMessage"u8, message);
        json.WriteEndObject();
    }, StatusCodes.Status500InternalServerError);

    private static bool TryNumber(string? text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
