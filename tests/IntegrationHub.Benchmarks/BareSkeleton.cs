using IntegrationHub.Connectors;
using IntegrationHub.Connectors.Tthc;
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
        var time = new BenchmarkTime();
        var (from, to) = BenchmarkTime.Again;
        await Round.MeasureAsync(Round.Fresh, () => PullAsync([(null, null)]));
        await Round.GoToNextDayAsync(time);
        await Round.MeasureAsync(Round.Again, () => PullAsync([(from, to)]));
        await Round.MeasureAsync(Round.ByDay, () => PullAsync(BenchmarkTime.Days.Select(day => ((DateOnly?)day, (DateOnly?)day.AddDays(1)))));
        await control.StopAsync();

        async Task<int> PullAsync(IEnumerable<(DateOnly? From, DateOnly? To)> spans)
        {
            var (before, wanted) = (received.Records, received.Pages);
            foreach (var (from, to) in spans)
            {
                await foreach (var page in PagesAsync(source, time, from, to))
                {
                    wanted++;
                    await control.Publish(new BarePage([.. page.Readings.Select(r => r.Key)], [.. page.Readings.Select(r => r.Body.GetRawText())]));
                }
            }

            while (received.Pages < wanted)
            {
                await Task.Delay(5);
            }

            return received.Records - before;
        }
    }

    private static async IAsyncEnumerable<Page> PagesAsync(Uri source, TimeProvider time, DateOnly? from, DateOnly? to)
    {
        var options = new Dictionary<string, string>(new TthcModule().Options.Where(o => o.Default is not null).ToDictionary(o => o.Name, o => o.Default!))
        {
            ["baseUrl"] = source.ToString().TrimEnd('/'), ["username"] = DemoCredentials.DefaultUsername, ["windowDays"] = "366",
            ["password"] = Environment.GetEnvironmentVariable(DemoCredentials.PasswordVariable)!,
        };
        await using var connector = new TthcModule().Create(new ConnectorContext("bare", options, time));
        var request = new PullRequest
        {
            Stream = TthcModule.DossierStreamName, Cursor = null, From = from ?? new DateOnly(2023, 12, 1), To = to, Open = [],
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
