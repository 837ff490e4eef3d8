using IntegrationHub.Collect.Pulling;
using IntegrationHub.Host.Commands;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace IntegrationHub.Host.Hosting;

/// <summary>The store and what works on it, without bus and web server: for commands.</summary>
public sealed class HubStore : IAsyncDisposable
{
    private readonly ServiceProvider services;

    private HubStore(ServiceProvider services) => this.services = services;

    /// <summary>The store as it is; its tables may be missing. Nothing is logged: a command says what there is to say, and one factory for all lets EF keep its services.</summary>
    public static HubStore Connect(HubSettings settings, TimeProvider clock) =>
        new(new ServiceCollection().AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance).AddLogging().AddHub(settings, clock).BuildServiceProvider());

    /// <exception cref="CommandException">There is no store yet, or its tables are those of another version.</exception>
    public static async Task<HubStore> OpenAsync(HubSettings settings, TimeProvider clock, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.Store.StartsWith("sqlite:", StringComparison.Ordinal) && !File.Exists(settings.Store["sqlite:".Length..]))
        {
            throw new CommandException(
                $"there is no store at {settings.Store["sqlite:".Length..]}; set HUB_STORE, or make one with 'hub apply -f FOLDER'", ExitCodes.Unreachable);
        }

        var store = Connect(settings, clock);
        try
        {
            await using var db = await store.ContextAsync(cancellationToken);
            var pending = (await db.Database.GetPendingMigrationsAsync(cancellationToken)).ToList();
            return pending.Count == 0
                ? store
                : throw new CommandException($"the store lacks {string.Join(", ", pending)}; run 'hub db migrate'", ExitCodes.Unreachable);
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    public IServiceProvider Services => services;

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    public Task<HubDbContext> ContextAsync(CancellationToken cancellationToken) =>
        Get<IDbContextFactory<HubDbContext>>().CreateDbContextAsync(cancellationToken);

    /// <exception cref="CommandException">None was applied.</exception>
    public async Task<ActiveCatalogue> CatalogueAsync(CancellationToken cancellationToken) =>
        await Get<CatalogueStore>().CurrentAsync(cancellationToken)
        ?? throw new CommandException("no catalogue has been applied yet; run 'hub apply -f FOLDER' with the catalogue's folder");

    /// <exception cref="CommandException">No such source.</exception>
    public async Task<(SourceDefinition Source, ActiveCatalogue Catalogue)> SourceAsync(string id, CancellationToken cancellationToken)
    {
        var catalogue = await CatalogueAsync(cancellationToken);
        var source = catalogue.Sources.FirstOrDefault(s => s.Id == id) ?? throw new CommandException(
            $"there is no source '{id}'; {(catalogue.Sources.Count == 0 ? "none has been applied" : "known are " + string.Join(", ", catalogue.Sources.Select(s => s.Id)))}. "
            + "Make one with 'hub source new CONNECTOR ID' and apply it with 'hub apply -f FILE'");
        return (source, catalogue);
    }

    /// <summary>The streams that a source reads, all or the one that is named.</summary>
    /// <exception cref="CommandException">The source does not read the stream.</exception>
    public IReadOnlyList<string> Streams(SourceDefinition source, HubCatalogue catalogue, string? only)
    {
        ArgumentNullException.ThrowIfNull(source);
        var streams = Get<ConnectorRegistry>().Streams(source, catalogue).Select(s => s.Name).ToList();
        return only is null ? streams
            : streams.Contains(only) ? [only]
            : throw new CommandException($"source '{source.Id}' has no stream '{only}'; it has {string.Join(", ", streams)}", ExitCodes.Usage);
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();
}
