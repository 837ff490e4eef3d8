using System.Globalization;
using System.Text.Json;
using IntegrationHub.Simulators.World;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IntegrationHub.Simulators.Sources.OpenData;

/// <summary>The open data portal: CKAN's action API with the departments as organizations.</summary>
public sealed class OpenDataSource(ulong seed) : DemoSource
{
    public const string KeyHeader = "X-CKAN-API-Key";

    private const string Ckan = "application/json; charset=utf-8";

    public override string Id => "du-lieu-mo";

    public override IEnumerable<(string Code, string Unit)> Agencies => Organizations.Select(u => (u.Id.ToUpperInvariant(), u.Id));

    public override string Yaml(string baseUrl) => $$"""
        id: {{Id}}
        connector: ckan
        name: { vi: "Cổng dữ liệu mở tỉnh (mô phỏng)", en: "Open data portal (simulated)" }
        streams: [datasets]
        schedule: "45 6 * * *"
        enabled: true
        options:
          baseUrl: {{baseUrl}}
          access: api-key
          keyHeader: {{KeyHeader}}
          password: { secret: "env:{{DemoCredentials.PasswordVariable}}" }

        """.ReplaceLineEndings("\n");

    /// <summary>The portal says what there is now; of other days nobody can say it any more.</summary>
    public override IEnumerable<TruthCell> Truth(DateTimeOffset asOf)
    {
        var day = DateOnly.FromDateTime(asOf.ToOffset(WorldTime.Offset).DateTime);
        foreach (var unit in Organizations)
        {
            var open = Datasets(asOf).Where(d => d.Owner == unit && d is { IsPrivate: false, State: "active" }).ToList();
            yield return new("opendata.dataset.published", unit.Id, day, day.AddDays(1), open.Count);
            yield return new("opendata.dataset.updated_in_year", unit.Id, day, day.AddDays(1), open.Count(d => d.Modified.ToOffset(WorldTime.Offset).Year == day.Year));
        }
    }

    internal override void Map(IEndpointRouteBuilder routes, DemoSite site)
    {
        routes.MapGet("/api/3/action/{action}", http => (SourceSignIn.HasKey(http, KeyHeader, site.Credentials)
            ? Answer((string)http.Request.RouteValues["action"]!, http.Request.Query, site.Now)
            : Failure(StatusCodes.Status403Forbidden, "Authorization Error")).SendAsync(http));
    }

    private static List<DemoUnit> Organizations { get; } = [.. DemoCast.Of2024.All.Where(u => u.Class == "department")];

    private Reply Answer(string action, IQueryCollection query, DateTimeOffset now) => action switch
    {
        "status_show" => Success(json => json.WriteStringValue("2.10.4")),
        "organization_list" => Success(json =>
        {
            json.WriteStartArray();
            Organizations.ForEach(o => json.WriteStringValue(o.Id));
            json.WriteEndArray();
        }),
        "package_search" => Search(query, now),
        _ => Failure(StatusCodes.Status404NotFound, "Not found"),
    };

    private Reply Search(IQueryCollection query, DateTimeOffset now)
    {
        // As CKAN does it: at most 1,000 rows whatever is asked; what was deleted is not found, private ones are by those who may see them.
        var rows = Math.Clamp(int.Parse(query["rows"].ToString() is { Length: > 0 } asked ? asked : "10", CultureInfo.InvariantCulture), 0, 1000);
        var start = int.Parse(query["start"].ToString() is { Length: > 0 } from ? from : "0", CultureInfo.InvariantCulture);
        var found = Datasets(now).OrderBy(d => d.Name, StringComparer.Ordinal).ToList();
        return Success(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("count"u8, found.Count);
            json.WriteStartArray("results"u8);
            foreach (var dataset in found.Skip(start).Take(rows))
            {
                Write(json, dataset);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static void Write(Utf8JsonWriter json, Dataset dataset)
    {
        var person = PlantedPersonalData.Applicants[(int)(DemoRandom.Hash(dataset.Name) % 160)];
        json.WriteStartObject();
        json.WriteString("id"u8, dataset.Id);
        json.WriteString("name"u8, dataset.Name);
        json.WriteString("title"u8, $"Bộ dữ liệu {dataset.Name}");
        json.WriteBoolean("private"u8, dataset.IsPrivate);
        json.WriteString("state"u8, dataset.State);
        json.WriteString("type"u8, "dataset");
        json.WriteString("metadata_created"u8, Instant(dataset.Created));
        json.WriteString("metadata_modified"u8, Instant(dataset.Modified));
        json.WriteString("author"u8, person.Name);
        json.WriteString("author_email"u8, person.Email);
        json.WriteString("maintainer"u8, PlantedPersonalData.Handlers[0]);
        json.WriteStartObject("organization"u8);
        json.WriteString("name"u8, dataset.Owner.Id);
        json.WriteString("title"u8, dataset.Owner.Name);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private IEnumerable<Dataset> Datasets(DateTimeOffset asOf)
    {
        // The last department has none yet, which is a zero and not a silence.
        foreach (var unit in Organizations.Take(Organizations.Count - 1))
        {
            var random = DemoRandom.For(seed, unit.Hash, DemoRandom.Hash(Id));
            for (int number = 1, count = random.Between(5, 24); number <= count; number++)
            {
                var dataset = Make(unit, number, asOf);
                if (dataset.Created <= asOf)
                {
                    yield return dataset;
                }
            }
        }
    }

    private Dataset Make(DemoUnit unit, int number, DateTimeOffset asOf)
    {
        var random = DemoRandom.For(seed, unit.Hash, DemoRandom.Hash(Id), (ulong)number);
        var epoch = new DateTimeOffset(2022, 3, 1, 2, 0, 0, TimeSpan.Zero);
        var created = epoch.AddMinutes(random.Between(0, 1_490_000)); // to the end of 2024
        var update = created.AddDays(random.Between(5, 600));
        var deleted = random.Permille(60) ? created.AddDays(random.Between(30, 700)) : DateTimeOffset.MaxValue;
        var opened = random.Permille(120) ? created.AddDays(random.Between(20, 400)) : created; // private until then
        var id = $"{random.Next():x16}{random.Next():x16}";
        return new(unit, $"{id[..8]}-{id[8..12]}-{id[12..16]}-{id[16..20]}-{id[20..32]}", $"{unit.Id}-{number:D2}", created, update <= asOf ? update : created, opened > asOf, deleted <= asOf ? "deleted" : "active");
    }

    // CKAN writes UTC without saying so.
    private static string Instant(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff", CultureInfo.InvariantCulture);

    private static Reply Success(Action<Utf8JsonWriter> result) => Reply.Json(json =>
    {
        json.WriteStartObject();
        json.WriteString("help"u8, "https://portal.example/api/3/action/help_show");
        json.WriteBoolean("success"u8, true);
        json.WritePropertyName("result"u8);
        result(json);
        json.WriteEndObject();
    });

    private static Reply Failure(int status, string message) =>
        Reply.Text(status, $$"""{"help":"","success":false,"error":{"__type":"{{message}}"} }""", Ckan);

    private sealed record Dataset(DemoUnit Owner, string Id, string Name, DateTimeOffset Created, DateTimeOffset Modified, bool IsPrivate, string State);
}
