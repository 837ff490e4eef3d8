using IntegrationHub.Store.Access;
using IntegrationHub.Store.Alerts;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Duties;
using IntegrationHub.Store.Entries;
using IntegrationHub.Store.Exports;
using IntegrationHub.Store.Figures;
using IntegrationHub.Store.Freshness;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Outbox;
using IntegrationHub.Store.Plans;
using IntegrationHub.Store.Releases;
using IntegrationHub.Store.Sources;
using Microsoft.Extensions.DependencyInjection;

namespace IntegrationHub.Store;

public static class StoreServices
{
    /// <summary>What works on every database; a provider's own AddXStore comes beside it.</summary>
    public static IServiceCollection AddStore(this IServiceCollection services) => services
        .AddSingleton<CodeTable>()
        .AddSingleton<SlotTable>()
        .AddSingleton<CatalogueStore>()
        .AddSingleton<CatalogueHistory>()
        .AddSingleton<CatalogueDrafts>()
        .AddSingleton<UserBook>()
        .AddSingleton<KeyBook>()
        .AddSingleton<FigureCatalogues>()
        .AddSingleton<Reconciliation>()
        .AddSingleton<ConfirmedDays>()
        .AddSingleton<FreshnessReader>()
        .AddSingleton<AlertRules>()
        .AddSingleton<AlertBook>()
        .AddSingleton<Standpoints>()
        .AddSingleton<PlanFigures>()
        .AddSingleton<ValueHistories>()
        .AddSingleton<PlanTables>()
        .AddSingleton<PlanMatrices>()
        .AddSingleton<EntryBook>()
        .AddSingleton<ReleaseRows>()
        .AddSingleton<ReleaseFreezer>()
        .AddSingleton<ReleaseChecks>()
        .AddSingleton<ReleaseBook>()
        .AddSingleton(OutgoingAddresses.PublicOnly)
        .AddSingleton<SubscriptionBook>()
        .AddSingleton<DeliveryBook>()
        .AddSingleton<DutyBook>()
        .AddSingleton<PlanDifferences>()
        .AddSingleton<NationalComparison>()
        .AddSingleton<LineageReader>()
        .AddSingleton<MovementReader>();
}
