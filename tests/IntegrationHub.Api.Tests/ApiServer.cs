using System.Net;
using System.Text.Json;
using IntegrationHub.Api.Access;
using IntegrationHub.Record;
using IntegrationHub.Store;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.PostgreSql;
using IntegrationHub.Store.Sqlite;
using IntegrationHub.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Xunit;

namespace IntegrationHub.Api.Tests;

/// <summary>The API on loopback over a real store of its own.</summary>
public sealed class ApiServer : IAsyncDisposable
{
    public const string Sqlite = "SQLite";
    public const string PostgreSql = "PostgreSQL";

    private readonly TemporaryFolder _folder = new();
    private WebApplication _app = null!;

    private static DateTimeOffset Start { get; } = new(2024, 3, 20, 8, 0, 0, TimeSpan.FromHours(7));

    public FakeClock Clock { get; } = new(Start);

    public HttpClient Client { get; private set; } = null!;

    public IServiceProvider Services => _app.Services;

    internal Seed Seed => new(_app.Services, Clock);

    /// <param name="store">Which database.</param>
    /// <param name="isEmpty">Without catalogue and tables.</param>
    /// <param name="configure">Puts other services in their place.</param>
    /// <param name="access">Who may come in; without it everybody, as in the demo.</param>
    public static async Task<ApiServer> StartAsync(string store = Sqlite, bool isEmpty = false, Action<IServiceCollection>? configure = null, AccessSettings? access = null)
    {
        var server = new ApiServer();
        Environment.SetEnvironmentVariable("API_TEST_PASSWORD", SeedCatalogue.Secret);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(server.Clock).AddStore().AddRecording().AddHubApi(access ?? new AccessSettings(IsDemo: true)).AddHubKeys(server._folder.File("keys"));
        _ = store == Sqlite
            ? builder.Services.AddSqliteStore(await server.SqliteAsync(isEmpty))
            : builder.Services.AddPostgreSqlStore(isEmpty ? await PrivatePostgres.CreateDatabaseAsync() : await PrivatePostgres.CreateDatabaseAsync(await PostgreSqlTemplate.Value));
        configure?.Invoke(builder.Services);
        server._app = builder.Build();
        server._app.Urls.Add("http://127.0.0.1:0");
        server._app.MapHubApi();
        await server._app.StartAsync();
        server.Client = new HttpClient { BaseAddress = new Uri(server._app.Urls.First()) };
        return server;
    }

    /// <summary>As when its process is asked to end.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async Task MigrateAsync()
    {
        await using var db = await Seed.ContextAsync();
        await db.Database.MigrateAsync();
    }

    /// <summary>Applies one more file of the catalogue.</summary>
    public Task<bool> ApplyAsync(string path, string yaml) =>
        _app.Services.GetRequiredService<CatalogueStore>().ApplyAsync(new CatalogueFiles([new CatalogueFile(path, yaml)]), "test", CancellationToken.None);

    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await Client.GetAsync(new Uri(path, UriKind.Relative));
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {text}");
        return Parse(text);
    }

    public async Task<JsonElement> PostAsync(HttpStatusCode status, string path, string? body = null)
    {
        using var content = body is null ? null : new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var response = await Client.PostAsync(new Uri(path, UriKind.Relative), content);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status == response.StatusCode, $"{path}: {(int)response.StatusCode} {text}");
        return Parse(text);
    }

    /// <summary>Asks for what must be refused.</summary>
    /// <returns>The detail.</returns>
    public async Task<string> RefusedAsync(HttpStatusCode status, string type, string path)
    {
        using var response = await Client.GetAsync(new Uri(path, UriKind.Relative));
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status == response.StatusCode, $"{path}: {(int)response.StatusCode} {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = Parse(text);
        Assert.Equal(type, problem.GetProperty("type").GetString());
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        Assert.NotEqual("", problem.GetProperty("title").GetString());
        return problem.GetProperty("detail").GetString()!;
    }

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        await _app.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    /// <summary>Tables and catalogue are made once for each database: every server gets a copy of them.</summary>
    private static readonly Lazy<Task<byte[]>> SqliteTemplate = new(async () =>
    {
        using var folder = new TemporaryFolder();
        await PrepareAsync(services => services.AddSqliteStore(folder.File("hub.db")));
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        return await File.ReadAllBytesAsync(folder.File("hub.db"));
    });

    private static readonly Lazy<Task<string>> PostgreSqlTemplate = new(async () =>
    {
        var database = new NpgsqlConnectionStringBuilder(await PrivatePostgres.CreateDatabaseAsync()) { Pooling = false };
        await PrepareAsync(services => services.AddPostgreSqlStore(database.ConnectionString));
        return database.Database!;
    });

    private static async Task PrepareAsync(Action<IServiceCollection> addStore)
    {
        var services = new ServiceCollection();
        services.AddLogging().AddSingleton<TimeProvider>(new FakeClock(Start)).AddStore();
        addStore(services);
        await using var provider = services.BuildServiceProvider();
        await using (var db = await provider.GetRequiredService<IDbContextFactory<HubDbContext>>().CreateDbContextAsync())
        {
            await db.Database.MigrateAsync();
        }

        await provider.GetRequiredService<CatalogueStore>().ApplyAsync(SeedCatalogue.Files, "test", CancellationToken.None);
    }

    private async Task<string> SqliteAsync(bool isEmpty)
    {
        if (!isEmpty)
        {
            await File.WriteAllBytesAsync(_folder.File("hub.db"), await SqliteTemplate.Value);
        }

        return _folder.File("hub.db");
    }

    private static JsonElement Parse(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}

/// <summary>One server with two months of data, for tests that only read.</summary>
public sealed class SeededServer : IAsyncLifetime
{
    public ApiServer Api { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Api = await ApiServer.StartAsync();
        await Api.Seed.AllAsync();
    }

    public async Task DisposeAsync() => await Api.DisposeAsync();
}
