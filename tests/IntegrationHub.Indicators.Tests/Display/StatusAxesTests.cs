using IntegrationHub.Indicators.Display;
using Xunit;

namespace IntegrationHub.Indicators.Tests.Display;

public sealed class StatusAxesTests
{
    [Fact]
    public void Word_follows_the_precedence()
    {
        var worst = new StatusAxes(Availability.NoData) { IsInvalid = true, IsStale = true, Restated = 1, IsOpen = true, IsFinal = true };
        Assert.Equal("Invalid", worst.Word);
        Assert.Equal("NoData", (worst with { IsInvalid = false }).Word);
        Assert.Equal("NotApplicable", (worst with { IsInvalid = false, Availability = Availability.NotApplicable }).Word);
        Assert.Equal("Stale", (worst with { IsInvalid = false, Availability = Availability.Partial }).Word);
        Assert.Equal("Partial", (worst with { IsInvalid = false, Availability = Availability.Partial, IsStale = false }).Word);
        Assert.Equal("Restated", (worst with { IsInvalid = false, Availability = Availability.Complete, IsStale = false }).Word);
        Assert.Equal("Open", new StatusAxes(Availability.Complete) { IsOpen = true, IsFinal = true }.Word);
        Assert.Equal("Provisional", new StatusAxes(Availability.Complete).Word);
        Assert.Equal("Final", new StatusAxes(Availability.Complete) { IsFinal = true }.Word);
    }
}
