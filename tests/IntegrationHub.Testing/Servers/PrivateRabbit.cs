using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;

namespace IntegrationHub.Testing;

/// <summary>
/// A real RabbitMQ with its management API on loopback. One is shared by all tests of the process (or of the whole ./test.sh, by
/// HUB_TEST_RABBIT); a test that stops or kills its broker starts its own.
/// </summary>
public sealed class PrivateRabbit : IAsyncDisposable
{
    public const string Variable = "HUB_TEST_RABBIT";
    public const string ManagementVariable = "HUB_TEST_RABBIT_MANAGEMENT";
    private const string Programs = "/usr/lib/rabbitmq/bin";
    private static readonly Lazy<Task<PrivateRabbit>> SharedServer = new(StartSharedAsync);
    private readonly PrivateServer? _server;

    private PrivateRabbit(PrivateServer? server, Uri address, Uri management)
    {
        _server = server;
        Address = address;
        Management = new HttpClient { BaseAddress = management, Timeout = TimeSpan.FromSeconds(60) };
        Management.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes(Uri.UnescapeDataString(address.UserInfo))));
    }

    /// <summary>The broker, without virtual host: <c>amqp://guest:guest@127.0.0.1:PORT</c>.</summary>
    public Uri Address { get; }

    /// <summary>Signed-in client of the management API, to look at queues: <c>api/queues/VHOST</c>.</summary>
    public HttpClient Management { get; }

    public static Task<PrivateRabbit> SharedAsync() => SharedServer.Value;

    /// <summary>A fresh virtual host on the shared broker.</summary>
    /// <returns>Its address, <c>amqp://guest:guest@127.0.0.1:PORT/VHOST</c>.</returns>
    public static async Task<string> CreateVirtualHostAsync() => await (await SharedAsync()).AddVirtualHostAsync();

    /// <summary>A broker of one's own.</summary>
    public static async Task<PrivateRabbit> StartAsync()
    {
        if (!File.Exists(Path.Combine(Programs, "rabbitmq-server")))
        {
            throw new InvalidOperationException("RabbitMQ is not installed: run ./test.sh, which installs it, or apt-get install rabbitmq-server.");
        }

        var ports = Enumerable.Range(0, 4).Select(_ => PrivateServer.FreePort().ToString()).ToArray();
        var server = PrivateServer.Start("rabbitmq.sh", "rabbitmq", [.. ports, Programs]);
        var rabbit = new PrivateRabbit(server, new Uri($"amqp://guest:guest@127.0.0.1:{ports[0]}"), new Uri($"http://127.0.0.1:{ports[1]}/"));
        await rabbit.WaitUntilReadyAsync();
        return rabbit;
    }

    public async Task<string> AddVirtualHostAsync()
    {
        var name = $"test-{Guid.NewGuid():N}";
        var user = Address.UserInfo.Split(':')[0];
        (await Management.PutAsync($"api/vhosts/{name}", null)).EnsureSuccessStatusCode();
        (await Management.PutAsJsonAsync($"api/permissions/{name}/{user}", new { configure = ".*", write = ".*", read = ".*" })).EnsureSuccessStatusCode();
        return new Uri(Address, name).ToString();
    }

    /// <summary>Stops the broker in good order; only for a broker of one's own, like the following two.</summary>
    public async Task StopAsync() => await EndAsync("stop");

    /// <summary>Kills the broker as a crash would.</summary>
    public async Task KillAsync() => await EndAsync("kill");

    /// <summary>Starts it again on the same port with the same data.</summary>
    public async Task StartAgainAsync()
    {
        Own.Command("start");
        await WaitUntilReadyAsync();
    }

    /// <summary>As when its disk is nearly full: who publishes is blocked until it is over.</summary>
    public async Task AlarmAsync(bool on)
    {
        Own.Command(on ? "alarm" : "calm");
        while ((await Management.GetAsync("api/health/checks/alarms")).IsSuccessStatusCode == on)
        {
            await Task.Delay(100);
        }
    }

    /// <summary>Channels of each connection.</summary>
    public async Task<IReadOnlyList<int>> ChannelsAsync() => [.. (await Own.AskAsync("channels")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];

    public ValueTask DisposeAsync()
    {
        Management.Dispose();
        _server?.Dispose();
        return ValueTask.CompletedTask;
    }

    private PrivateServer Own => _server ?? throw new InvalidOperationException($"The broker is given by {Variable}: start one of your own with StartAsync.");

    private static async Task<PrivateRabbit> StartSharedAsync()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
        {
            var management = Environment.GetEnvironmentVariable(ManagementVariable)
                ?? throw new InvalidOperationException($"{Variable} is set, so {ManagementVariable} must name the management API (http://127.0.0.1:15672/).");
            return new PrivateRabbit(null, new Uri(given), new Uri(management));
        }

        var rabbit = await StartAsync();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => rabbit._server!.Dispose();
        return rabbit;
    }

    private async Task EndAsync(string command)
    {
        Own.Command(command);
        await PrivateServer.WaitUntilClosedAsync(Address.Port);
    }

    /// <summary>The management API comes up after the AMQP listener, so its answer means that both are there.</summary>
    private Task WaitUntilReadyAsync() =>
        Own.WaitUntilReadyAsync(async () => (await Management.GetAsync("api/overview")).EnsureSuccessStatusCode());
}
