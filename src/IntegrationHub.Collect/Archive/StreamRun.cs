using IntegrationHub.Collect.Normalizing;
using IntegrationHub.Collect.Schedule;
using IntegrationHub.Connectors;
using IntegrationHub.Store.Figures;

namespace IntegrationHub.Collect.Archive;

/// <summary>A pull of one stream under way: who it is and by which right it writes.</summary>
public sealed record StreamRun(Guid Id, string Source, string Connector, string Stream, Lease Lease, AgencyDirectory Agencies, bool MovesCursor)
{
    /// <summary>The position that it goes on from: the stream's, or a bounded pull's own beside it.</summary>
    public string CursorName { get; init; } = Stream;

    /// <summary>The trace that the run, and all that comes of its pages, belongs to; null when nothing is traced.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Fields beyond the contract that this run has noted already.</summary>
    public HashSet<string> AddedFields { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// Deliveries in units. An agency code may change its unit within the span, so the span is cut where it does; a code that is in no
    /// table delivers for nobody, and two codes of one unit deliver once.
    /// </summary>
    public IReadOnlyList<UnitDelivery> Resolve(IReadOnlyList<Delivery> deliveries) => Resolve(Agencies, deliveries);

    /// <summary>The same where nothing is written.</summary>
    public static IReadOnlyList<UnitDelivery> Resolve(AgencyDirectory agencies, IReadOnlyList<Delivery> deliveries)
    {
        ArgumentNullException.ThrowIfNull(agencies);
        ArgumentNullException.ThrowIfNull(deliveries);
        var resolved = new HashSet<UnitDelivery>();
        foreach (var delivery in deliveries)
        {
            string? unit = null;
            var from = delivery.From;
            for (var day = delivery.From; day < delivery.To; day = day.AddDays(1))
            {
                agencies.TryResolve(delivery.Agency, day, out var current);
                if (current != unit)
                {
                    Add(unit, from, day);
                    (unit, from) = (current, day);
                }
            }

            Add(unit, from, delivery.To);

            void Add(string? of, DateOnly start, DateOnly end)
            {
                if (of is not null && end > start)
                {
                    resolved.Add(new UnitDelivery(of, delivery.On, start.DayNumber, end.DayNumber));
                }
            }
        }

        return [.. resolved];
    }
}
