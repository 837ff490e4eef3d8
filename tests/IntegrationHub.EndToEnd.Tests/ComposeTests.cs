using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using IntegrationHub.EndToEnd.Tests.Fixture;
using IntegrationHub.Store.Model;
using IntegrationHub.Testing;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Xunit;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace IntegrationHub.EndToEnd.Tests;

/// <summary>
/// docker-compose.yml without Docker: the services of the hub with the commands, settings and secrets that the file gives them, as processes on private servers
/// with the users and rights that deploy/docker sets up.
/// </summary>
public sealed class ComposeTests
{
    private const string Enterprises = "doanh-nghiep";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task The_services_of_the_hub_come_to_the_truth_with_the_rights_that_they_are_given()
    {
        var services = Services();
        using var folder = new TemporaryFolder();
        await RunAsync("bash", Repository.File("deploy/docker/make-secrets.sh"), folder.Path);
        await using var fleet = await HubFleet.StartAsync(new() { Sources = [Enterprises], IsEmpty = true });
        await MakeRolesAsync(fleet.Store);
        var host = $"compose-{Guid.NewGuid():N}";
        await ImportAsync(File.ReadAllText(folder.File("rabbitmq_definitions.json")), host);
        foreach (var secret in Directory.GetFiles(folder.Path, "hub_*"))
        {
            await File.WriteAllTextAsync(secret, OnLoopback(await File.ReadAllTextAsync(secret), fleet, host));
        }

        Assert.Equal(["db", "migrate"], services["migrate"].Command);
        await MigrateAsync(Settings(services["migrate"], folder.Path, []));
        var workers = services.Where(s => s.Value.Command[0] == "run").Select(s =>
        {
            Assert.Equal(["run", "--roles", s.Key], s.Value.Command);
            return fleet.Run(s.Key, environment => Settings(s.Value, folder.Path, environment));
        }).ToList();
        Assert.Equal(["collect", "record", "notify", "api"], workers.Select(w => w.Name.Split(' ')[0]));
        await Task.WhenAll(workers.Select(w => w.ReadyAsync()));
        await fleet.PullAsync();
        await fleet.UntilRecordedAsync(Patience);

        Assert.Empty(await fleet.DifferencesAsync());
        Assert.Equal("hub_owner", await fleet.QueryAsync(db => db.Database.SqlQuery<string>($"SELECT tableowner AS \"Value\" FROM pg_tables WHERE tablename = 'batch'").SingleAsync()));
        await AssertSubscriberMayOnlyListenAsync(host, await File.ReadAllTextAsync(folder.File("subscriber_password")));
    }

    private sealed record Service(IReadOnlyList<string> Command, IReadOnlyDictionary<string, string> Environment);

    /// <summary>Those that run the hub's image.</summary>
    private static Dictionary<string, Service> Services()
    {
        using var text = File.OpenText(Repository.File("docker-compose.yml"));
        var file = new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(new MergingParser(new Parser(text)));
        return ((Dictionary<object, object>)file["services"]).Select(s => (Name: (string)s.Key, Is: (Dictionary<object, object>)s.Value))
            .Where(s => ((string)s.Is["image"]).StartsWith("integrationhub:", StringComparison.Ordinal))
            .ToDictionary(s => s.Name, s => new Service(
                [.. ((List<object>)s.Is["command"]).Cast<string>()],
                ((Dictionary<object, object>)s.Is["environment"]).ToDictionary(e => (string)e.Key, e => (string)e.Value)));
    }

    /// <summary>As the file says, with the places of containers replaced by places here.</summary>
    private static Dictionary<string, string> Settings(Service service, string secrets, Dictionary<string, string> environment)
    {
        environment.Remove("HUB_STORE");
        environment.Remove("HUB_BUS");
        foreach (var (name, value) in service.Environment)
        {
            environment[name] = value.Replace("/run/secrets", secrets, StringComparison.Ordinal);
        }

        // Its own folder, an address that nobody else has, no sources but those of the catalogue, and nobody to tell.
        environment["HUB_DATA"] = Directory.CreateDirectory(Path.Combine(secrets, "data-" + Guid.NewGuid().ToString("N"))).FullName;
        environment.Remove("HUB_URLS");
        environment.Remove("HUB_SOURCES");
        environment.Remove("OTEL_EXPORTER_OTLP_ENDPOINT");
        return environment;
    }

    private static string OnLoopback(string secret, HubFleet fleet, string host)
    {
        var (store, bus) = (new NpgsqlConnectionStringBuilder(fleet.Store), new Uri(fleet.Bus));
        return secret.Replace("@postgres:5432/hub", $"@127.0.0.1:{store.Port}/{store.Database}", StringComparison.Ordinal)
            .Replace("@rabbitmq:5672/hub", $"@127.0.0.1:{bus.Port}/{host}", StringComparison.Ordinal);
    }

    private static async Task MakeRolesAsync(string store)
    {
        await using var source = NpgsqlDataSource.Create(store);
        await using var command = source.CreateCommand(await File.ReadAllTextAsync(Repository.File("deploy/docker/postgres/roles.sql")));
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>What the broker's container loads at its start, into a virtual host of the test's own.</summary>
    private static async Task ImportAsync(string definitions, string host)
    {
        var rabbit = await PrivateRabbit.SharedAsync();
        var node = JsonNode.Parse(definitions)!;
        node["vhosts"]![0]!["name"] = host;
        foreach (var thing in new[] { "permissions", "exchanges", "queues", "bindings" }.SelectMany(kind => node[kind]!.AsArray()))
        {
            thing!["vhost"] = host;
        }

        using var body = new StringContent(node.ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        using var answer = await rabbit.Management.PostAsync("api/definitions", body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static async Task MigrateAsync(Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "hub.dll"), "db", "migrate"]) { RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var told = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, told);
    }

    private static async Task AssertSubscriberMayOnlyListenAsync(string host, string password)
    {
        var rabbit = await PrivateRabbit.SharedAsync();
        await using var connection = await new ConnectionFactory { Uri = new UriBuilder(rabbit.Address) { UserName = "subscriber", Password = password, Path = host }.Uri }.CreateConnectionAsync();
        await using (var channel = await connection.CreateChannelAsync())
        {
            await channel.QueueDeclareAsync("sub.desk", durable: true, exclusive: false, autoDelete: false);
            await channel.QueueBindAsync("sub.desk", "hub.computed", "computed.#");
        }

        await RefusedAsync(channel => channel.QueueBindAsync("sub.desk", "hub.measurements", ""));
        await RefusedAsync(channel => channel.BasicGetAsync("hub.record", autoAck: false));
        await RefusedAsync(channel => channel.QueueDeclareAsync("hub.mine", durable: true, exclusive: false, autoDelete: false));

        async Task RefusedAsync(Func<IChannel, Task> work)
        {
            await using var channel = await connection.CreateChannelAsync();
            Assert.Contains("ACCESS_REFUSED", (await Assert.ThrowsAsync<OperationInterruptedException>(() => work(channel))).Message, StringComparison.Ordinal);
        }
    }

    private static async Task RunAsync(params string[] line)
    {
        using var process = Process.Start(new ProcessStartInfo(line[0], line[1..]) { RedirectStandardOutput = true })!;
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }
}
