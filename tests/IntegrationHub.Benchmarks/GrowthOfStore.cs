using System.Globalization;
using IntegrationHub.Collect.Pulling;
using IntegrationHub.Host.Demo;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Simulators;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace IntegrationHub.Benchmarks;

/// <summary>
/// The same read into a store that is almost empty, that has four reads' worth of records, and that has thirty-six. What is not read is made by the
/// database from what was: records, ledger, revisions and batches under other numbers, and cells, sums and deliveries moved into the past, as if years had gone by.
/// </summary>
internal static class GrowthOfStore
{
    private const int Year = 366;
    private static readonly int[] ReadsBefore = [0, 4, 36];

    public static async Task RunAsync(int dossiers, TextWriter output)
    {
        await using var postgres = await PrivatePostgres.StartAsync();
        await using var rabbit = await PrivateRabbit.StartAsync();
        Environment.SetEnvironmentVariable(PrivatePostgres.Variable, postgres.ConnectionString);
        Environment.SetEnvironmentVariable(PrivateRabbit.Variable, rabbit.Address.ToString());
        Environment.SetEnvironmentVariable(PrivateRabbit.ManagementVariable, rabbit.Management.BaseAddress!.ToString());
        using var process = Round.Start(password: null, limit: null, "source", PullToLedger.ScaleOf(dossiers));
        var source = (await process.StandardOutput.ReadLineAsync())!.Split(' ');
        await Round.SetAsync(process, SourceProcess.First);
        Environment.SetEnvironmentVariable(DemoCredentials.PasswordVariable, source[1]);

        using var folder = new TemporaryFolder();
        var store = await PrivatePostgres.CreateDatabaseAsync();
        var settings = new HubSettings
        {
            Store = store, Bus = await PrivateRabbit.CreateVirtualHostAsync(), Roles = HubRoles.Collect | HubRoles.Record, Urls = [new Uri("http://127.0.0.1:0")], Data = folder.Path,
        };
        await using var app = HubHost.Build(settings, new BenchmarkTime(), scheduled: false, isDemo: true);
        await HubHost.PrepareAsync(app.Services, Catalogue(source[0].TrimEnd('/')), CancellationToken.None);
        await app.StartAsync();
        await using var data = NpgsqlDataSource.Create(store);
        var catalogue = (await app.Services.GetRequiredService<CatalogueStore>().CurrentAsync(default))!;

        // The first read pays for compilation; it is not compared.
        await PullAsync("warm");
        await output.WriteLineAsync($"growth of the store: about {dossiers} dossiers a read, PostgreSQL and RabbitMQ on this machine");
        var rates = new List<decimal>();
        var copies = 1;
        foreach (var before in ReadsBefore)
        {
            await AgeAsync(data);
            for (; copies < before; copies++)
            {
                await CopyAsync(data, copies);
            }

            await ExecuteAsync(data, "VACUUM ANALYZE");
            var records = await CountAsync(data);
            var begun = TimeProvider.System.GetTimestamp();
            var read = await PullAsync(Name(before));
            rates.Add(read / (decimal)TimeProvider.System.GetElapsedTime(begun).TotalSeconds);
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"with {records,9} records in the store: {read} dossiers, {rates[^1]:F0}/s, ratio to the first {rates[^1] / rates[0]:F2}"));
        }

        await app.StopAsync();
        process.StandardInput.Close();
        await process.WaitForExitAsync();

        Task<int> PullAsync(string name) => FullLine.PullAsync(app, catalogue.Sources.Single(s => s.Id == name), catalogue, [new PullOrder()]);
    }

    private static string Name(int before) => string.Create(CultureInfo.InvariantCulture, $"after-{before}");

    /// <summary>The demo's source of dossiers under several names: the records of each are others to the hub.</summary>
    private static CatalogueFiles Catalogue(string source)
    {
        var files = FullLine.Catalogue(source);
        var (yaml, aliases) = (files.Find(DemoSources.FileName)!, files.Find(DemoAliases.FileName)!);
        return files.With(new CatalogueFiles([.. ReadsBefore.Select(Name).Append("warm").SelectMany(name => new CatalogueFile[]
        {
            new($"sources/{name}.yaml", yaml.Replace(DemoSources.TthcId, name, StringComparison.Ordinal)),
            new($"aliases/{name}.yaml", aliases.Replace(DemoSources.TthcId, name, StringComparison.Ordinal)),
        })]));
    }

    // The days of the world are new again; what is asked of a year finds it where it was.
    private static Task AgeAsync(NpgsqlDataSource data) => ExecuteAsync(data, $"""
        UPDATE day_cell SET day = day - {Year * 20};
        UPDATE figure_sum SET bucket = bucket - {Year * 20};
        UPDATE delivery SET from_day = from_day - {Year * 20}, to_day = to_day - {Year * 20};
        UPDATE day_cell SET day = day + {Year * 19};
        UPDATE figure_sum SET bucket = bucket + {Year * 19};
        UPDATE delivery SET from_day = from_day + {Year * 19}, to_day = to_day + {Year * 19}
        """);

    private static Task CopyAsync(NpgsqlDataSource data, int copy) => ExecuteAsync(data, $"""
        CREATE TEMP TABLE first AS SELECT no FROM batch WHERE source = 'warm';
        INSERT INTO measurement_current (stream, record, mapping, source_seq, observed_at, batch, prev_batch, vals)
        SELECT {1000 + copy}, record, mapping, source_seq, observed_at, batch, prev_batch, vals FROM measurement_current WHERE stream < 1000 AND batch IN (SELECT no FROM first);
        INSERT INTO ledger (batch, unit, month, entries) SELECT -batch - {copy * 1_000_000}, unit, month, entries FROM ledger WHERE batch IN (SELECT no FROM first);
        INSERT INTO measurement_revision (batch, month, entries) SELECT -batch - {copy * 1_000_000}, month, entries FROM measurement_revision WHERE batch IN (SELECT no FROM first);
        INSERT INTO batch SELECT (jsonb_populate_record(b, jsonb_build_object(
            'no', -b.no - {copy * 1_000_000}, 'id', gen_random_uuid(), 'run', md5(b.run::text || '{copy}')::uuid, 'source', 'copy-{copy}', 'recorded_at', b.recorded_at - {copy} * 86400000000))).*
        FROM batch b WHERE b.no IN (SELECT no FROM first);
        DROP TABLE first
        """);

    private static async Task<long> CountAsync(NpgsqlDataSource data)
    {
        await using var command = data.CreateCommand("SELECT count(*) FROM measurement_current");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task ExecuteAsync(NpgsqlDataSource data, string sql)
    {
        await using var command = data.CreateCommand(sql);
        command.CommandTimeout = 1800;
        await command.ExecuteNonQueryAsync();
    }
}
