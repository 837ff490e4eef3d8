using System.Globalization;
using IntegrationHub.Simulators.Sources.NationalPortalPayments;
using IntegrationHub.Simulators.World;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IntegrationHub.Simulators.Sources.NationalFigures;

/// <summary>
/// What would be published nationally of the province each month: its payments as they stood on the fifth of the next month, and the share of
/// online services by a definition of its own. What changes later is not published again, so that it differs from what the hub knows.
/// </summary>
internal sealed class NationalFiguresSource(DemoWorldOptions world) : DemoSource
{
    private readonly PaymentSource _payments = new(world);
    private readonly Dictionary<DateOnly, (long Online, long All)> _counted = [];
    private readonly Lock _counting = new();

    public override string Id => "so-lieu-quoc-gia";

    public override IEnumerable<(string Code, string Unit)> Agencies => [(DemoUnits.ProvinceCode, DemoUnits.Province)];

    public override string Yaml(string baseUrl) => $$"""
        id: {{Id}}
        connector: rest
        name: { vi: "Số liệu công bố toàn quốc (mô phỏng)", en: "Nationally published figures (simulated)" }
        streams: [national-figures]
        schedule: "15 9 * * *"
        enabled: true
        options:
          baseUrl: {{baseUrl}}
          access: basic
          username: {{DemoCredentials.DefaultUsername}}
          password: { secret: "env:{{DemoCredentials.PasswordVariable}}" }

        """.ReplaceLineEndings("\n");

    public override IEnumerable<TruthCell> Truth(DateTimeOffset asOf)
    {
        foreach (var month in Months(asOf))
        {
            var (online, all) = PaymentsOf(month);
            yield return Cell("national.portal_payment.percent", Percent(online, all));
            yield return Cell("national.portal_payment.online", online);
            yield return Cell("national.portal_payment.all", all);
            yield return Cell("national.online_service.percent", OnlineShare(month));

            TruthCell Cell(string metric, decimal amount) => new(metric, DemoUnits.Province, month, month.AddMonths(1), amount);
        }
    }

    internal override void Map(IEndpointRouteBuilder routes, DemoSite site) =>
        routes.MapGet("/api/v1/cong-bo", http => (SourceSignIn.HasBasic(http, site.Credentials) ? Answer(http.Request.Query, site.Now) : SourceSignIn.Refusal).SendAsync(http));

    private Reply Answer(IQueryCollection query, DateTimeOffset now) => Reply.Json(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("data"u8);
        foreach (var month in Months(now).Where(m => m.AddMonths(1) > Day(query["tuThang"], DateOnly.MinValue) && m <= Day(query["denThang"], DateOnly.MaxValue)))
        {
            var (online, all) = PaymentsOf(month);
            json.WriteStartObject();
            json.WriteString("chiTieu"u8, "thanh-toan");
            json.WriteString("maDinhDanh"u8, DemoUnits.ProvinceCode);
            json.WriteString("thang"u8, month.ToString("yyyy-MM", CultureInfo.InvariantCulture));
            json.WriteNumber("tyLe"u8, Percent(online, all));
            json.WriteNumber("tuSo"u8, online);
            json.WriteNumber("mauSo"u8, all);
            json.WriteEndObject();
            json.WriteStartObject();
            json.WriteString("chiTieu"u8, "truc-tuyen");
            json.WriteString("maDinhDanh"u8, DemoUnits.ProvinceCode);
            json.WriteString("thang"u8, month.ToString("yyyy-MM", CultureInfo.InvariantCulture));
            json.WriteNumber("tyLe"u8, OnlineShare(month));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static IEnumerable<DateOnly> Months(DateTimeOffset asOf) => MonthEnds.PublishedBy(asOf).Select(end => new DateOnly(end.Year, end.Month, 1));

    private (long Online, long All) PaymentsOf(DateOnly month)
    {
        lock (_counting)
        {
            if (!_counted.TryGetValue(month, out var known))
            {
                var cells = _payments.Truth(MonthEnds.PublishedAt(month.AddMonths(1).AddDays(-1))).Where(c => c.From == month && c.To == month.AddMonths(1)).ToList();
                _counted[month] = known = (Sum("payment.transaction.dvcqg_online"), Sum("payment.transaction.all"));

                long Sum(string metric) => (long)cells.Where(c => c.Metric == metric).Sum(c => c.Amount);
            }

            return known;
        }
    }

    private static decimal Percent(long online, long all) => all == 0 ? 0 : Math.Round(100m * online / all, 2);

    private decimal OnlineShare(DateOnly month) =>
        (DemoRandom.For(world.Seed, DemoRandom.Hash(Id), (ulong)MonthEnds.IndexOf(month)).Between(7_400, 7_900) + (20 * MonthEnds.IndexOf(month))) / 100m;

    private static DateOnly Day(string? text, DateOnly usual) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : usual;
}
