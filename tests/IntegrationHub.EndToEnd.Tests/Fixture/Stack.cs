using IntegrationHub.Host.Hosting;
using IntegrationHub.Testing;

namespace IntegrationHub.EndToEnd.Tests.Fixture;

/// <summary>Deployments that must not differ in any figure.</summary>
public enum Stack
{
    SqliteAndInMemoryBus,
    PostgreSqlAndRabbitMq,
    PostgreSqlAndInMemoryBus,
}

/// <summary>A fresh store and bus of a stack.</summary>
public sealed class StackServers : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private StackServers(string store, string bus) => (Store, Bus) = (store, bus);

    public string Store { get; private set; }

    public string Bus { get; }

    public string Folder => folder.Path;

    public static async Task<StackServers> StartAsync(Stack stack)
    {
        if (stack != Stack.SqliteAndInMemoryBus)
        {
            return new StackServers(await PrivatePostgres.CreateDatabaseAsync(), stack == Stack.PostgreSqlAndRabbitMq ? await PrivateRabbit.CreateVirtualHostAsync() : "in-memory");
        }

        var servers = new StackServers("", "in-memory");
        servers.Store = "sqlite:" + servers.folder.File("hub.db");
        return servers;
    }

    public HubSettings Settings() => new()
    {
        Store = Store, Bus = Bus, Roles = HubRoles.All, Urls = [new Uri("http://127.0.0.1:0")], Data = Folder, AllowedHosts = ["127.0.0.1"],
    };

    public IReadOnlyDictionary<string, string> Environment() => new Dictionary<string, string>
    {
        ["HUB_STORE"] = Store, ["HUB_BUS"] = Bus, ["HUB_DATA"] = Folder, ["HUB_ALLOWED_HOSTS"] = "127.0.0.1",
    };

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        folder.Dispose();
    }
}
