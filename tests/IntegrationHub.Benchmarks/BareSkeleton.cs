using System.Diagnostics;
using IntegrationHub.Connectors;
using IntegrationHub.Connectors.Tthc;
using IntegrationHub.Host.Demo;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Simulators;
using IntegrationHub.Simulators.World;
using IntegrationHub.Testing;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace IntegrationHub.Benchmarks;

/// <summary>A page as columns: what a hub without archive, ledger, engine and outbox would send.</summary>
public sealed record BarePage(string[] Keys, string[] Bodies);

/// <summary>The same pull and the same bus, then a plain upsert and nothing else: the limit that the full line is held against.</summary>
internal static class BareSkeleton
{
    public static async Task RunAsync(Uri source, bool isEmbedded)
    {
        using var folder = new TemporaryFolder();
        await using var store = isEmbedded ? BareStore.Embedded(folder.File("bare.db")) : BareStore.OnServer(await PrivatePostgres.CreateDatabaseAsync());
        var address = isEmbedded ? null : await PrivateRabbit.CreateVirtualHostAsync();
        var received = new Counter();
        await using var services = new ServiceCollection().AddLogging().AddSingleton(store).AddSingleton(received)
            .Configure<MassTransitHostOptions>(options => options.WaitUntilStarted = true)
            .AddMassTransit(bus =>
            {
                bus.AddConsumer<BareConsumer>();
                if (address is null)
                {
                    bus.UsingInMemory((context, configure) => configure.ReceiveEndpoint("bare", endpoint =>
                    {
                        endpoint.ConcurrentMessageLimit = 1;
                        endpoint.ConfigureConsumer<BareConsumer>(context);
                    }));
                    return;
                }

                bus.UsingRabbitMq((context, configure) =>
                {
                    configure.Host(new Uri(address));
                    configure.ReceiveEndpoint("bare", endpoint =>
                    {
                        endpoint.SetQuorumQueue();
                        endpoint.PrefetchCount = 16;
                        endpoint.ConcurrentMessageLimit = 2;
                        endpoint.ConfigureConsumer<BareConsumer>(context);
                    });
                });
            }).BuildServiceProvider();
        var control = services.GetRequiredService<IBusControl>();
        await control.StartAsync();
        foreach (var name in new[] { Round.Fresh, Round.Again })
        {
            var (before, watch) = (received.Records, Stopwatch.StartNew());
            await PullAsync(source, control, received);
            watch.Stop();
            Round.Print(name, received.Records - before, watch);
        }

        await control.StopAsync();
    }

    private static async Task PullAsync(Uri source, IBusControl control, Counter received)
    {
        var wanted = received.Pages;
        foreach (var stream in new[] { TthcModule.SnapshotStreamName, TthcModule.DossierStreamName })
        {
            await foreach (var page in PullAsync(source, stream))
            {
                wanted++;
                await control.Publish(new BarePage([.. page.Readings.Select(r => r.Key)], [.. page.Readings.Select(r => r.Body.GetRawText())]));
            }
        }

        while (received.Pages < wanted)
        {
            await Task.Delay(5);
        }
    }

    private static async IAsyncEnumerable<Page> PullAsync(Uri source, string stream)
    {
        var options = new Dictionary<string, string>(new TthcModule().Options.Where(o => o.Default is not null).ToDictionary(o => o.Name, o => o.Default!))
        {
            ["baseUrl"] = source.ToString().TrimEnd('/'), ["username"] = DemoCredentials.DefaultUsername,
            ["password"] = Environment.GetEnvironmentVariable(DemoCredentials.PasswordVariable)!,
        };
        await using var connector = new TthcModule().Create(new ConnectorContext("bare", options, new ShiftedClock(DemoRun.Start)));
        var request = new PullRequest
        {
            Stream = stream, Cursor = null, From = new DateOnly(2023, 12, 1), Open = [],
            Agencies = [.. DemoUnits.All.Select(u => u.Code).Append(DemoUnits.ProvinceCode).Order(StringComparer.Ordinal)],
        };
        await foreach (var page in connector.PullAsync(request, CancellationToken.None))
        {
            yield return page;
        }
    }

    internal sealed class Counter
    {
        private int pages;
        private int records;

        public int Pages => Volatile.Read(ref pages);

        public int Records => Volatile.Read(ref records);

        public void Add(int count)
        {
            Interlocked.Add(ref records, count);
            Interlocked.Increment(ref pages);
        }
    }

    internal sealed class BareConsumer(BareStore store, Counter counter) : IConsumer<BarePage>
    {
        public async Task Consume(ConsumeContext<BarePage> context)
        {
            var rows = context.Message.Keys.Zip(context.Message.Bodies).GroupBy(r => r.First, StringComparer.Ordinal)
                .Select(g => g.Last()).OrderBy(r => r.First, StringComparer.Ordinal).ToList();
            await store.UpsertAsync(rows, context.CancellationToken);
            counter.Add(rows.Count);
        }
    }
}
