using IntegrationHub.Indicators.Catalogue;

namespace IntegrationHub.Store.Catalogue;

/// <summary>The applied catalogue, read and checked.</summary>
public sealed record ActiveCatalogue(long Version, HubCatalogue Catalogue, IReadOnlyList<SourceDefinition> Sources, CatalogueFiles Files);
