using IntegrationHub.Api.Page;
using IntegrationHub.Api.Tests;
using IntegrationHub.Api.Tests.Page;
using IntegrationHub.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace IntegrationHub.Console.Tests;

/// <summary>One server with seeded figures and one browser for all tests of the console: a test opens a page of its own, in a context of its own.</summary>
public sealed class ConsoleFixture : IAsyncLifetime
{
    public const string Name = "console";

    private readonly Chromium _chromium = new();
    private readonly Lazy<Task<Operations>> _operations = new(Operations.StartAsync);

    /// <summary>Everybody may do everything, as in the demo; a test that changes something changes it for those after it.</summary>
    public ApiServer Api { get; private set; } = null!;

    public IBrowser Browser => _chromium.Browser;

    /// <summary>What the build of the console made.</summary>
    public static ConsoleSettings Built { get; } = new(Repository.File("src/IntegrationHub.Console/obj/console"));

    /// <summary>The console on a server that a test starts for itself: give it to <see cref="ApiServer.StartAsync"/> as configure.</summary>
    public static void Serve(IServiceCollection services) => services.AddSingleton(Built);

    public async Task InitializeAsync()
    {
        Assert.True(Built.IsBuilt, "the console is not built: Node.js with npm is missing (./test.sh installs it)");
        var chromium = _chromium.InitializeAsync();
        Api = await ApiServer.StartAsync(configure: Serve);
        await Api.Seed.AllAsync();

        // The plan with the report that is due on it.
        await Api.ApplyAsync("plans/plan-2024.yaml", SeedCatalogue.Files.Find("plans/plan-2024.yaml") + """
            reporting:
              - { id: monthly, who: Huyện, what: Báo cáo, frequency: quarterly, asWritten: trước ngày 26, clause: VI, beforeDay: 26, roster: [{ units: [district] }] }
            """);
        await chromium;
    }

    /// <summary>Opens a screen of the operators on a server with troubles, which the first that asks for it starts.</summary>
    public async Task<ConsolePage> OperateAsync(string path, Look? look = null) => await OpenAsync(path, look, (await _operations.Value).Api);

    public Task<Operations> OperationsAsync() => _operations.Value;

    public async Task DisposeAsync()
    {
        await _chromium.DisposeAsync();
        if (_operations.IsValueCreated)
        {
            await (await _operations.Value).DisposeAsync();
        }

        await Api.DisposeAsync();
    }

    /// <summary>Opens an address of the console and waits until it has shown something; what goes wrong from then on fails the test when the page is closed.</summary>
    public Task<ConsolePage> OpenAsync(string path, Look? look = null, ApiServer? api = null) => ConsolePage.OpenAsync(Browser, (api ?? Api).Client.BaseAddress!, path, look ?? Look.Usual);
}

[CollectionDefinition(ConsoleFixture.Name)]
public sealed class ConsoleCollection : ICollectionFixture<ConsoleFixture>;
