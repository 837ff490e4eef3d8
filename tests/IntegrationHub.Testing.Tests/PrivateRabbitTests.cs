using System.Net;
using System.Net.Http.Json;
using Xunit;

namespace IntegrationHub.Testing.Tests;

public sealed class PrivateRabbitTests
{
    [Fact]
    public async Task A_queue_of_one_virtual_host_is_unknown_in_another()
    {
        var first = new Uri(await PrivateRabbit.CreateVirtualHostAsync()).AbsolutePath;
        var second = new Uri(await PrivateRabbit.CreateVirtualHostAsync()).AbsolutePath;
        var management = (await PrivateRabbit.SharedAsync()).Management;

        (await management.PutAsJsonAsync($"api/queues{first}/q", new { durable = true })).EnsureSuccessStatusCode();

        Assert.Equal(HttpStatusCode.OK, (await management.GetAsync($"api/queues{first}/q")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await management.GetAsync($"api/queues{second}/q")).StatusCode);
    }

    [Fact]
    [Trait("Category", "Full")]
    public async Task A_durable_queue_survives_a_killed_broker()
    {
        await using var broker = await PrivateRabbit.StartAsync();
        var host = new Uri(await broker.AddVirtualHostAsync()).AbsolutePath;
        (await broker.Management.PutAsJsonAsync($"api/queues{host}/q", new { durable = true, arguments = new Dictionary<string, string> { ["x-queue-type"] = "quorum" } })).EnsureSuccessStatusCode();

        await broker.KillAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => broker.Management.GetAsync("api/overview"));
        await broker.StartAgainAsync();

        Assert.Equal(HttpStatusCode.OK, (await broker.Management.GetAsync($"api/queues{host}/q")).StatusCode);
    }
}
