using System.Globalization;

namespace IntegrationHub.Benchmarks;

/// <summary>Times of the same thing done again and again, in milliseconds.</summary>
internal sealed class Latencies(string name)
{
    private const int Shown = 10;

    private readonly List<double> all = [];

    public string Name => name;

    public double P50 => At(0.50);

    public double P99 => At(0.99);

    public void Add(TimeSpan time) => all.Add(time.TotalMilliseconds);

    public string Line() => string.Create(CultureInfo.InvariantCulture,
        $"{Name}: {all.Count} times, p50 {P50:F2} ms, p90 {At(0.90):F2} ms, p99 {P99:F2} ms; the slowest {string.Join(' ', all.OrderDescending().Take(Shown).Select(t => t.ToString("F2", CultureInfo.InvariantCulture)))}");

    public string RatioTo(Latencies other) => string.Create(CultureInfo.InvariantCulture, $"ratio {Name} : {other.Name}  p50 {P50 / other.P50:F2}, p99 {P99 / other.P99:F2}");

    // The smallest time that so great a part of all does not exceed.
    private double At(double part) => all.Order().ElementAt(Math.Max(0, (int)Math.Ceiling(part * all.Count) - 1));
}
