using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Figures;
using Xunit;

namespace IntegrationHub.Store.Tests.Catalogue;

/// <summary>Feeds that count over again what another feed counts: held against it, and never part of a figure.</summary>
public sealed class ShadowFeedsTests
{
    private static readonly HubCatalogue Catalogue = CatalogueReader.Read(CatalogueFiles.Load(Checkout.Catalogue)).Catalogue!;

    [Fact]
    public void Counts_for_QD_766_and_of_OpenCps_are_authority_of_nothing_that_another_feed_has()
    {
        var shadows = Catalogue.Feeds.Keys.Where(IsShadow).ToList();
        Assert.Equal(6, shadows.Count);
        Assert.All(shadows, feed => Assert.Contains(Catalogue.Metrics.Values, metric => metric.Feeds.ContainsKey(feed)));
        Assert.Equal(
            ["payment.fee.collected", "payment.fee.collected_online"],
            Catalogue.Metrics.Values.Where(metric => metric.Authorities.Any(authority => IsShadow(authority.Feed))).Select(metric => metric.Code).Order());
        Assert.All(
            Catalogue.Metrics.Values.Where(metric => metric.Authorities.Any(authority => IsShadow(authority.Feed))),
            metric => Assert.Equal(["tthc/qd766-fees"], metric.Feeds.Keys));
    }

    [Theory]
    [InlineData("tthc.dossier.received")]
    [InlineData("tthc.dossier.with_components")]
    [InlineData("tthc.dossier.reused")]
    [InlineData("tthc.dossier.result_electronic")]
    public void Flows_are_held_against_the_dossiers(string metric) => Assert.True(Reconciliation.IsCarriedTwice(Catalogue, Catalogue.Metrics[metric]));

    private static bool IsShadow(string feed) => feed.StartsWith("tthc/qd766-", StringComparison.Ordinal) || feed == "tthc/opencps-statistics";
}
