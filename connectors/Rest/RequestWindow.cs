using System.Globalization;

namespace IntegrationHub.Connectors.Rest;

/// <summary>One part of a pull that is asked by itself: some days, of all agencies or of one.</summary>
/// <param name="To">Day after the last.</param>
internal sealed record RequestWindow(DateOnly From, DateOnly To, string? Agency)
{
    public string Token => string.Create(CultureInfo.InvariantCulture, $"{From:yyyy-MM-dd}{(Agency is null ? "" : "|")}{Agency}");

    /// <summary>In an order that lasts: by day, then by agency.</summary>
    public static List<RequestWindow> Of(RequestPlan plan, DateOnly from, DateOnly to, IReadOnlyList<string> agencies)
    {
        var spans = new List<(DateOnly From, DateOnly To)>();
        for (var day = from; day < to;)
        {
            var next = plan.Window switch
            {
                WindowKind.Day => day.AddDays(1),
                WindowKind.Month => new DateOnly(day.Year, day.Month, 1).AddMonths(1),
                _ => to,
            };
            spans.Add((day, next < to ? next : to));
            day = next;
        }

        return plan.PerAgency
            ? [.. spans.SelectMany(s => agencies.Order(StringComparer.Ordinal).Select(a => new RequestWindow(s.From, s.To, a)))]
            : [.. spans.Select(s => new RequestWindow(s.From, s.To, null))];
    }
}
