using IntegrationHub.Api.Access;
using IntegrationHub.Api.Files;
using IntegrationHub.Collect;
using IntegrationHub.Collect.Archive;
using IntegrationHub.Collect.Systems;
using IntegrationHub.Connectors;
using IntegrationHub.Connectors.Ckan;
using IntegrationHub.Connectors.DocumentManagement;
using IntegrationHub.Connectors.Files;
using IntegrationHub.Connectors.Manual;
using IntegrationHub.Connectors.NationalPortalPayments;
using IntegrationHub.Connectors.Registers;
using IntegrationHub.Connectors.Reporting;
using IntegrationHub.Connectors.Rest;
using IntegrationHub.Connectors.Sql;
using IntegrationHub.Connectors.Tthc;
using IntegrationHub.Contracts;
using IntegrationHub.Api.Sources;
using IntegrationHub.Host.Files;
using IntegrationHub.Host.Trials;
using IntegrationHub.Notify;
using IntegrationHub.Notify.Relay;
using IntegrationHub.Record;
using IntegrationHub.Store;
using IntegrationHub.Store.Outbox;
using IntegrationHub.Store.PostgreSql;
using IntegrationHub.Store.Sqlite;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace IntegrationHub.Host.Hosting;

public static class HubServices
{
    public const string RecordQueue = "hub.record";
    public const string MeasurementsExchange = "hub.measurements";

    private const string RecordedExchange = "hub.recorded";

    /// <summary>A message that the store refused this often is moved aside, so that it does not hold up the others.</summary>
    private const int DeliveryLimit = 20;

    /// <summary>The connectors of this program.</summary>
    public static IReadOnlyList<ConnectorModule> Connectors { get; } =
    [
        new TthcModule(), new DocumentManagementModule(), new ReportingModule(), new NationalPortalPaymentsModule(), new RegistersModule(),
        new FilesModule(), new SqlModule(), new RestModule(), new CkanModule(), new ManualModule(), new SystemRegisterModule(),
    ];

    public static IServiceCollection AddHub(this IServiceCollection services, HubSettings settings, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(settings);
        services.AddSingleton(settings).AddSingleton(clock).AddStore().AddPulling(Connectors).AddRecording();
        services.AddSingleton(new OutgoingAddresses(settings.AllowedHosts));
        services.AddHubKeys(Path.Combine(settings.Data, "keys"));
        services.AddSingleton(new RetentionOptions(settings.ArchiveMonths));
        if (settings.Roles.HasFlag(HubRoles.Notify))
        {
            services.AddNotifying(settings.Bus == "in-memory" ? null : new Uri(settings.Bus), settings.Smtp);
        }

        services.AddSingleton<ISourceTrials, SourceTrials>();
        services.AddSingleton<FileUploads>().AddSingleton<IFileUploads>(provider => provider.GetRequiredService<FileUploads>());
        if (settings.Store.StartsWith("sqlite:", StringComparison.Ordinal))
        {
            var path = settings.Store["sqlite:".Length..];
            MakeFolderOf(path);
            services.AddSqliteStore(path);
        }
        else
        {
            services.AddPostgreSqlStore(settings.Store);
        }

        services.Configure<MassTransitHostOptions>(options => options.WaitUntilStarted = true);
        return services.AddMassTransit(bus => AddBus(bus, settings));
    }

    private static void MakeFolderOf(string path)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingException("HUB_STORE", $"the folder of '{path}' cannot be made: {e.Message}");
        }
    }

    private static void AddBus(IBusRegistrationConfigurator bus, HubSettings settings)
    {
        // The library reports how it is used to its makers unless it is told not to. Nothing leaves the hub but what an operator has set up.
        bus.DisableUsageTelemetry();
        if (settings.Roles.HasFlag(HubRoles.Record))
        {
            bus.AddConsumer<MeasurementsReportedConsumer>();
        }

        if (settings.Roles.HasFlag(HubRoles.Notify))
        {
            bus.AddConsumer<BatchRecordedConsumer>();
        }

        if (settings.Bus == "in-memory")
        {
            bus.UsingInMemory((context, configure) =>
            {
                Name(configure);
                Compact(configure);
                Receive(context, configure, settings);
                Wake(context, configure, settings);
            });
            return;
        }

        bus.UsingRabbitMq((context, configure) =>
        {
            configure.Host(new Uri(settings.Bus));
            Name(configure);
            Compact(configure);

            // A collector may publish before any recorder has ever started: it declares the queue as well, with the same arguments.
            configure.Publish<MeasurementsReported>(topology => topology.BindQueue(MeasurementsExchange, RecordQueue, queue =>
            {
                queue.SetQueueArgument("x-queue-type", "quorum");
                queue.SetQueueArgument("x-delivery-limit", DeliveryLimit);
                queue.SetQueueArgument("x-dead-letter-exchange", DeadLetterReader.Queue);
            }));
            Receive(context, configure, settings);
            Wake(context, configure, settings);
        });
    }

    /// <summary>The library indents what it sends, for people: of a message of columns, a number a line, that is half of its bytes.</summary>
    private static void Compact(IBusFactoryConfigurator configure) => configure.ConfigureJsonSerializerOptions(options =>
    {
        options.WriteIndented = false;
        return options;
    });

    private static void Name(IBusFactoryConfigurator configure)
    {
        configure.Message<MeasurementsReported>(m => m.SetEntityName(MeasurementsExchange));
        configure.Message<BatchRecorded>(m => m.SetEntityName(RecordedExchange));
    }

    /// <summary>Every process that notifies is woken, and what it misses while it is away it does not need: the queue lives as long as the process.</summary>
    private static void Wake<T>(IBusRegistrationContext context, IBusFactoryConfigurator<T> configure, HubSettings settings)
        where T : IReceiveEndpointConfigurator
    {
        if (settings.Roles.HasFlag(HubRoles.Notify))
        {
            configure.ReceiveEndpoint(new TemporaryEndpointDefinition("hub.notify"), endpoint => endpoint.ConfigureConsumer<BatchRecordedConsumer>(context));
        }
    }

    private static void Receive<T>(IBusRegistrationContext context, IBusFactoryConfigurator<T> configure, HubSettings settings)
        where T : IReceiveEndpointConfigurator
    {
        if (!settings.Roles.HasFlag(HubRoles.Record))
        {
            return;
        }

        configure.ReceiveEndpoint(RecordQueue, endpoint =>
        {
            if (endpoint is IRabbitMqReceiveEndpointConfigurator rabbit)
            {
                rabbit.SetQuorumQueue();
                rabbit.SetQueueArgument("x-delivery-limit", DeliveryLimit);
                rabbit.SetQueueArgument("x-dead-letter-exchange", DeadLetterReader.Queue);

                // What the recorder cannot take goes back to the queue, which counts, and moves it aside after the limit.
                rabbit.RethrowFaultedMessages();
                rabbit.ThrowOnSkippedMessages();
            }

            endpoint.PrefetchCount = 16;

            // SQLite has one writer: more consumers would only wait for each other.
            endpoint.ConcurrentMessageLimit = settings.Store.StartsWith("sqlite:", StringComparison.Ordinal) ? 1 : 2;
            endpoint.UseMessageRetry(retry => retry.Exponential(
                MeasurementsReportedConsumer.Retries, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(500)));
            endpoint.ConfigureConsumer<MeasurementsReportedConsumer>(context);
        });
    }
}
