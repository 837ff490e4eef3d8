using System.Globalization;

namespace IntegrationHub.Connectors.Conformance;

/// <summary>Stands still until it is set.</summary>
public sealed class TestClock(string start = "2024-12-20T08:00:00+07:00") : TimeProvider
{
    public DateTimeOffset Now { get; set; } = DateTimeOffset.Parse(start, CultureInfo.InvariantCulture);

    public override DateTimeOffset GetUtcNow() => Now.ToUniversalTime();
}
