using System.Globalization;
using System.Text.Json;
using IntegrationHub.Simulators.World;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IntegrationHub.Simulators.Sources.DocumentManagement;

/// <summary>The province's document management system with its statistics, and its account on the document axis.</summary>
public sealed class DocumentManagementSource : DemoSource
{
    public const string SystemId = "000.00.00.H02";

    private readonly AxisTraffic _traffic;
    private readonly DocumentStatistics _statistics;
    private int _acknowledged;
    private int _secretsGiven;

    public DocumentManagementSource(DemoWorldOptions world)
    {
        ArgumentNullException.ThrowIfNull(world);
        _traffic = new AxisTraffic(world.Seed);
        _statistics = new DocumentStatistics(world.Seed, _traffic);
    }

    public override string Id => "document-management-bac-giang";

    /// <summary>How often somebody acknowledged a document and so took it out of its receiver's queue.</summary>
    public int Acknowledged => _acknowledged;

    /// <summary>How often somebody asked for a secret document.</summary>
    public int SecretsGiven => _secretsGiven;

    public override IEnumerable<(string Code, string Unit)> Agencies => DemoCast.Of2024.All.SelectMany(unit => new[] { (unit.Code, unit.Id), (unit.OldCode, unit.Id) });

    public override string Yaml(string baseUrl) => $$"""
        id: {{Id}}
        connector: document-management
        name: { vi: "Hệ thống quản lý văn bản và điều hành (mô phỏng)", en: "Document management system (simulated)" }
        streams: [statistics, documents]
        schedule: "*/15 * * * *"
        enabled: true
        options:
          baseUrl: {{baseUrl}}
          username: {{DemoCredentials.DefaultUsername}}
          password: { secret: "env:{{DemoCredentials.PasswordVariable}}" }
          systemId: {{SystemId}}
          secretKey: { secret: "env:{{DemoCredentials.PasswordVariable}}" }
          rootAgency: {{DemoCast.Of2024.Provinces[0].Code}}

        """.ReplaceLineEndings("\n");

    public override IEnumerable<TruthCell> Truth(DateTimeOffset asOf)
    {
        foreach (var month in DocumentStatistics.Months)
        {
            foreach (var unit in DemoCast.Of2024.All)
            {
                foreach (var (metric, amount) in _statistics.Of(unit, month, asOf)?.Values ?? [])
                {
                    yield return new(metric, unit.Id, month, month.AddMonths(1), amount);
                }
            }
        }

        foreach (var day in _traffic.All.Where(d => d.CountsAt(asOf)).GroupBy(d => (d.Sender.Id, Day: AxisTraffic.DayOf(d.CreatedAt))))
        {
            yield return new("docman.axis.sent", day.Key.Id, day.Key.Day, day.Key.Day.AddDays(1), day.Count());
        }
    }

    internal override void Map(IEndpointRouteBuilder routes, DemoSite site)
    {
        var tokens = new BearerTokens(site, TimeSpan.FromMinutes(30));
        routes.MapPost("/v1/auth/login", async http =>
        {
            var body = await RequestBody.ReadAsync(http);
            await LogIn(tokens.Issue(body["username"], body["password"])).SendAsync(http);
        });
        routes.MapGet("/v1/thongke/van-ban", http => Serve(http, () => Statistics(http.Request.Query, site.Now)));
        routes.MapGet("/v1/syncReceivedEdocList", http => Serve(http, () => List(http.Request.Query, site.Now)));
        routes.MapGet("/v1/getEdoc", http => Serve(http, () => Edoc(http.Request.Query["docId"].ToString(), site.Now)));
        routes.MapPost("/v1/updateStatus", http =>
        {
            Interlocked.Increment(ref _acknowledged);
            return Serve(http, () => Data(json => json.WriteNullValue()));
        });

        Task Serve(HttpContext http, Func<Reply> answer) => (
            !tokens.Accepts(http.Request.Headers.Authorization) ? Reply.Text(StatusCodes.Status401Unauthorized, "Unauthorized")
            : http.Request.Headers["X-SystemId"] != SystemId || http.Request.Headers["X-SecretKey"] != site.Credentials.Password ? Refusal(15, "Sai SystemId hoặc SecretKey")
            : answer()).SendAsync(http);
    }

    private static Reply LogIn(string? token) => token is null
        ? Refusal(15, "Tài khoản hoặc mật khẩu không đúng")
        : Data(json =>
        {
            json.WriteStartObject();
            json.WriteString("token"u8, token);
            json.WriteEndObject();
        });

    private Reply Statistics(IQueryCollection query, DateTimeOffset now)
    {
        if (!TryDay(query["tuNgay"], out var from) || !TryDay(query["denNgay"], out var last) || query["maDinhDanh"].ToString().Length == 0)
        {
            return Refusal(22, "tham số không hợp lệ");
        }

        var rows = DocumentStatistics.Months.Where(month => month >= from && month.AddMonths(1).AddDays(-1) <= last)
            .SelectMany(month => DemoCast.Of2024.All.Where(unit => unit.Code.StartsWith(query["maDinhDanh"].ToString(), StringComparison.Ordinal)).Select(unit => (Unit: unit, Month: month, Counts: _statistics.Of(unit, month, now))))
            .Where(row => row.Counts is not null).ToList();
        return Data(
            json =>
            {
                json.WriteStartArray();
                foreach (var (unit, month, counts) in rows)
                {
                    json.WriteStartObject();
                    json.WriteString("maDinhDanh"u8, unit.Code);
                    json.WriteString("tenDonVi"u8, unit.Name);
                    json.WriteString("kyBaoCao"u8, month.ToString("yyyy-MM", CultureInfo.InvariantCulture));
                    json.WriteString("nguoiLap"u8, PlantedPersonalData.Handlers[unit.Index % PlantedPersonalData.Handlers.Count]);
                    foreach (var (field, amount) in counts!.Fields)
                    {
                        json.WriteNumber(field, amount);
                    }

                    json.WriteEndObject();
                }

                json.WriteEndArray();
            },
            rows.Count);
    }

    private Reply List(IQueryCollection query, DateTimeOffset now)
    {
        if (!TryDay(query["fromDate"], out var from) || !TryDay(query["toDate"], out var last))
        {
            return Refusal(22, "tham số không hợp lệ");
        }

        var isStatus = query["messageType"] == "status";
        var rows = isStatus
            ? _traffic.All.Where(d => d.AnsweredAt <= now && In(d.AnsweredAt.Value)).Select(d => Row($"s{d.Number}", d.Receivers[0], d.Sender, d.AnsweredAt!.Value, d.Refused ? "16" : "15", false)).ToList()
            : [.. _traffic.All.Where(d => d.CreatedAt <= now && In(d.CreatedAt)).SelectMany(d => d.Receivers.Select((receiver, n) => Row($"e{d.Number}.{n}", d.Sender, receiver, d.CreatedAt, d.StatusAt(now), d.Secret)))];
        return Data(
            json =>
            {
                json.WriteStartArray();
                rows.ForEach(write => write(json));
                json.WriteEndArray();
            },
            rows.Count);

        bool In(DateTimeOffset at) => AxisTraffic.DayOf(at) >= from && AxisTraffic.DayOf(at) <= last;

        Action<Utf8JsonWriter> Row(string docId, DemoUnit sender, DemoUnit receiver, DateTimeOffset at, string status, bool secret) => json =>
        {
            json.WriteStartObject();
            json.WriteString(docId.EndsWith('1') ? "docid"u8 : "docId"u8, docId);
            json.WriteString("serviceType"u8, "eDoc");
            json.WriteString("messageType"u8, isStatus ? "status" : "edoc");
            json.WriteString("createdTime"u8, at.ToString("yyyy/MM/dd HH:mm:ss", CultureInfo.InvariantCulture));
            json.WriteString("updatedTime"u8, at.ToString("yyyy/MM/dd HH:mm:ss", CultureInfo.InvariantCulture));
            json.WriteString("from"u8, sender.OldCode);
            json.WriteString("to"u8, receiver.OldCode);
            json.WriteString("status"u8, status);
            json.WriteString("statusDesc"u8, $"Chuyển cho {PlantedPersonalData.Handlers[sender.Index % PlantedPersonalData.Handlers.Count]}");
            json.WriteString("doMat"u8, secret ? "2" : "0");
            json.WriteEndObject();
        };
    }

    private Reply Edoc(string docId, DateTimeOffset now)
    {
        var number = docId is ['s' or 'e', .. var rest] && int.TryParse(rest.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0;
        if (_traffic.All.FirstOrDefault(d => d.Number == number && (docId[0] == 'e' ? d.CreatedAt : d.AnsweredAt) <= now) is not { } document)
        {
            return Refusal(10, "không có văn bản");
        }

        if (document.Secret)
        {
            Interlocked.Increment(ref _secretsGiven);
        }

        return Data(json =>
        {
            json.WriteStartObject();
            json.WriteString("docId"u8, docId);
            json.WriteString("edXML"u8, docId[0] == 'e' ? EdXml.Document(document) : EdXml.Answer(document));
            json.WriteEndObject();
        });
    }

    private static Reply Data(Action<Utf8JsonWriter> data, int? count = null) => Reply.Json(json =>
    {
        json.WriteStartObject();
        json.WriteBoolean("success"u8, true);
        json.WriteString("message"u8, "OK");
        if (count is { } rows)
        {
            json.WriteNumber("count"u8, rows);
        }

        json.WritePropertyName("data"u8);
        data(json);
        json.WriteEndObject();
    });

    private static Reply Refusal(int code, string text) => Reply.Json(json =>
    {
        json.WriteStartObject();
        json.WriteBoolean("success"u8, false);
        json.WriteString("message"u8, "Loi");
        json.WriteStartObject("data"u8);
        json.WriteNull("docId"u8);
        json.WriteString("status"u8, "error");
        json.WriteString("errorCode"u8, code.ToString(CultureInfo.InvariantCulture));
        json.WriteString("errorDesc"u8, text);
        json.WriteEndObject();
        json.WriteEndObject();
    });

    private static bool TryDay(string? text, out DateOnly day) => DateOnly.TryParseExact(text, "yyyy/MM/dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
}
