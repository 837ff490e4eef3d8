using IntegrationHub.Indicators.Display;
using IntegrationHub.Indicators.Targets;
using Xunit;

namespace IntegrationHub.Indicators.Tests.Targets;

public sealed class CompositeTests
{
    [Theory]
    [InlineData(new[] { Verdict.Met, Verdict.MetCertain }, Verdict.Met, "2/2")]
    [InlineData(new[] { Verdict.Met, Verdict.NotMet, Verdict.NotEvaluable }, Verdict.NotMet, "1/3")]
    [InlineData(new[] { Verdict.Met, Verdict.NotMetCertain }, Verdict.NotMet, "1/2")]
    [InlineData(new[] { Verdict.Met, Verdict.NotApplicable }, Verdict.Met, "1/1")]
    [InlineData(new[] { Verdict.Met, Verdict.Undetermined }, Verdict.Undetermined, "1/2")]
    [InlineData(new[] { Verdict.Met, Verdict.NotEvaluable }, Verdict.Undetermined, "1/2")]
    [InlineData(new[] { Verdict.NotEvaluable, Verdict.NotEvaluable }, Verdict.NotEvaluable, "0/2")]
    [InlineData(new[] { Verdict.NotApplicable, Verdict.NotApplicable }, Verdict.NotApplicable, "0/0")]
    [InlineData(new[] { Verdict.NoTarget }, Verdict.NoTarget, "0/0")]
    public void Verdict_is_the_conjunction_of_the_parts(Verdict[] parts, Verdict verdict, string display)
    {
        var composite = Composite.Of([.. parts.Select(p => (p, Availability.Complete))]);
        Assert.Equal((verdict, display), (composite.Verdict, composite.Display));
    }

    [Fact]
    public void Some_parts_without_data_make_it_partial_and_all_of_them_NoData()
    {
        Assert.Equal(Availability.Partial, Composite.Of([(Verdict.Met, Availability.Complete), (Verdict.NotEvaluable, Availability.NoData)]).Availability);
        Assert.Equal(Availability.NoData, Composite.Of([(Verdict.NotEvaluable, Availability.NoData), (Verdict.NotEvaluable, Availability.NoData)]).Availability);
        Assert.Equal(Availability.Complete, Composite.Of([(Verdict.Met, Availability.Complete), (Verdict.NotApplicable, Availability.NotApplicable)]).Availability);
    }
}
