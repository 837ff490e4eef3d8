using System.Globalization;
using System.Text;
using IntegrationHub.Api.Tests;
using IntegrationHub.Store.Catalogue;

namespace IntegrationHub.Console.Tests.Plan;

/// <summary>A province of 250 communes with a plan of 40 indicators, and three months of each.</summary>
internal static class ManyUnits
{
    public const int Units = 250;
    public const int Indicators = 40;

    public static async Task<ApiServer> StartAsync()
    {
        var api = await ApiServer.StartAsync(configure: ConsoleFixture.Serve, isEmpty: true);
        await api.MigrateAsync();
        await ((CatalogueStore)api.Services.GetService(typeof(CatalogueStore))!).ApplyAsync(Files(), "test", CancellationToken.None);
        await api.Seed.PullAsync("period-snapshots",
        [
            .. from month in new[] { Seed.January, Seed.February }
               from n in Enumerable.Range(0, Units)
               select Seed.Snapshot(Name(n), month, 20 + n % 17, 10 + n % 11),
        ]);
        return api;
    }

    private static string Name(int n) => string.Create(CultureInfo.InvariantCulture, $"commune-{n:D3}");

    private static CatalogueFiles Files()
    {
        var units = new StringBuilder("units:\n  - { id: province, class: peoples-committee, level: province, name: Tỉnh }\n");
        for (var n = 0; n < Units; n++)
        {
            if (n % 25 == 0)
            {
                units.Append(CultureInfo.InvariantCulture, $"  - {{ id: district-{n / 25}, class: peoples-committee, level: district, parent: province, name: Huyện {n / 25 + 1} }}\n");
            }

            units.Append(CultureInfo.InvariantCulture, $"  - {{ id: {Name(n)}, class: peoples-committee, level: commune, parent: district-{n / 25}, name: UBND xã số {n + 1} }}\n");
        }

        var (indicators, rows) = (new StringBuilder("indicators:\n"), new StringBuilder("id: plan-2024\ntitle: Kế hoạch 2024\nowner: province\nyear: 2024\nrows:\n"));
        for (var n = 1; n <= Indicators; n++)
        {
            indicators.Append(CultureInfo.InvariantCulture, $"  - {{ code: rate-{n}, name: Tỷ lệ {n}, kind: ratio, formula: \"ratio(dossier.online, dossier.received)\" }}\n");
            rows.Append(CultureInfo.InvariantCulture, $"  - {{ row: \"I.{n}\", indicator: rate-{n}, origin: table, title: Tỷ lệ hồ sơ được xử lý hoàn toàn trực tuyến thứ {n} đạt trên {40 + n}%, clause: \"Phụ lục I, {n}\", target: {{ op: \">\", value: {40 + n}, asWritten: trên {40 + n}% }} }}\n");
        }

        return SeedCatalogue.Files.With(new CatalogueFiles([
            new("orgunits.yaml", units.ToString()), new("indicators.yaml", indicators.ToString()), new("plans/plan-2024.yaml", rows.ToString()),
            new("aliases/tthc.yaml", "aliases:\n  - { code: H02.01.01, unit: commune-001 }\n"),
        ]));
    }
}
