using IntegrationHub.Connectors;
using IntegrationHub.Contracts;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Periods;
using IntegrationHub.Store.Model;

namespace IntegrationHub.Collect.Normalizing;

/// <summary>Where a page comes from.</summary>
public sealed record PageOrigin(Guid Batch, Guid Run, string Source, string Connector, string Stream, string? TraceParent);

/// <summary>
/// Readings → measurements or rejections. Pure: the same page, mapping and catalogue give the same message, at the first time and on
/// every replay. A bad record is refused by itself; the others of its page count.
/// </summary>
public sealed class Normalizer(HubCatalogue catalogue, IStreamMapping mapping, AgencyDirectory agencies)
{
    /// <param name="held">Records of the page that wait for a person: refused as they stand here.</param>
    public MeasurementsReported Normalize(PageOrigin origin, IReadOnlyList<Reading> readings, IReadOnlyList<RejectedRecord>? held = null)
    {
        ArgumentNullException.ThrowIfNull(origin);
        ArgumentNullException.ThrowIfNull(readings);
        var columns = new MeasurementColumns();
        var rejections = new List<RejectedRecord>();
        var feed = origin.Connector + "/" + origin.Stream;
        var waiting = (held ?? []).ToDictionary(h => h.Record!, StringComparer.Ordinal);
        foreach (var reading in readings)
        {
            if (waiting.TryGetValue(reading.Key, out var jump))
            {
                rejections.Add(jump);
                continue;
            }

            if (AbsenceMark.In(reading.Body) is { } sequence)
            {
                columns.Retract(reading.Key, sequence, Instant.ToMicroseconds(reading.ObservedAt));
                continue;
            }

            switch (mapping.Map(reading.Key, reading.Body))
            {
                case Mapped mapped:
                    if (Resolve(mapped, feed, reading.Key, out var values) is { } rejection)
                    {
                        rejections.Add(rejection with { ObservedAt = Instant.ToMicroseconds(reading.ObservedAt) });
                    }
                    else
                    {
                        columns.Add(reading.Key, mapped.SourceSeq, Instant.ToMicroseconds(reading.ObservedAt), values);
                    }

                    break;
                case Refused refused:
                    rejections.Add(Reject(refused, reading.Key) with { ObservedAt = Instant.ToMicroseconds(reading.ObservedAt) });
                    break;
                default:
                    // Known and without meaning for the hub: it replaces nothing and counts nowhere, but it was fetched.
                    columns.Add(reading.Key, 0, Instant.ToMicroseconds(reading.ObservedAt), []);
                    break;
            }
        }

        return columns.ToMessage(origin, feed, mapping.Version, rejections);
    }

    private RejectedRecord? Resolve(Mapped mapped, string feed, string key, out List<ResolvedValue> values)
    {
        values = new List<ResolvedValue>(mapped.Values.Count);
        foreach (var value in mapped.Values)
        {
            if (!catalogue.Metrics.TryGetValue(value.Metric, out var metric))
            {
                // Carried by the connector and not declared here: nothing is computed from it.
                continue;
            }

            if (!agencies.TryResolve(mapped.Agency, value.From, out var unit))
            {
                return new RejectedRecord
                {
                    Record = key, Code = "E_UNKNOWN_AGENCY", Place = "agency code", Day = value.From.DayNumber, Sample = mapped.Agency,
                    Message = $"agency code '{mapped.Agency}' is in no alias table of this source on {value.From:yyyy-MM-dd}{(agencies.Proposal(mapped.Agency) is { } proposal ? "; " + proposal : "")}; add it to aliases/ (hub alias add) and replay",
                };
            }

            if (unit is null)
            {
                continue;
            }

            var version = catalogue.Units.TryGetValue(unit, out var orgUnit) ? orgUnit.At(value.From) : null;
            if (orgUnit is not null && IsCell(value, metric, feed) && ChangesInside(orgUnit, value))
            {
                return Bad(value, key, "E_STRADDLE", unit, $"unit '{unit}' changes between {value.From:yyyy-MM-dd} and {value.To:yyyy-MM-dd}; ask the source to report both parts");
            }

            if (version is null)
            {
                var heirs = agencies.Heirs(unit, value.From);
                return Bad(value, key, "E_SUCCESSION", unit, $"unit '{unit}' is not valid on {value.From:yyyy-MM-dd} and no succession rule says who alone took its work over{(heirs.Count > 0 ? $"; it went to '{string.Join("', '", heirs)}'" : "")}; add an alias for the unit that did");
            }

            // A roll-up row speaks of others: it is a check or a distinct count, and its unit need not report itself.
            if (value.Scope == "own" && metric.Roster.Count > 0 && !InRoster(metric, orgUnit!, version, value.From))
            {
                return Bad(value, key, "E_ROSTER", unit, $"unit '{unit}' is not in the roster of '{metric.Code}'; correct metrics.yaml or the source");
            }

            if (catalogue.Feeds.TryGetValue(feed, out var declared) && declared.Kind == FeedKind.Records && value.To != value.From.AddDays(1))
            {
                return Bad(value, key, "E_GRAIN", unit, $"'{metric.Code}' of a record has to be of one day");
            }

            if (!TryScale(value.Amount, metric.Scale, out var amount))
            {
                return Bad(value, key, "E_SCALE", unit, $"'{metric.Code}' keeps {metric.Scale} digits after the point; raise its scale in metrics.yaml or correct the source");
            }

            values.Add(new ResolvedValue(unit, metric.Code, value.Scope, value.From.DayNumber, value.To.DayNumber, amount));
        }

        return null;
    }

    // Longer intervals than the feed's own grain, roll-ups and distinct counts are no cells of a unit: they are checks, or used as they are.
    private bool IsCell(MappedValue value, Metric metric, string feed) =>
        value.Scope == "own" && metric.Kind is not MetricKind.NonAdditive && catalogue.Feeds.TryGetValue(feed, out var declared)
        && value.To <= Grains.Of(declared.Grain, declared.Calendar, value.From).To;

    private static RejectedRecord Bad(MappedValue value, string key, string code, string unit, string message) => new()
    {
        Record = key, Code = code, Place = value.Metric, Message = message, Unit = unit, Day = value.From.DayNumber,
    };

    // Loops, not queries, in what is asked for every value of every record.
    private static bool ChangesInside(OrgUnit unit, MappedValue value)
    {
        for (var i = 0; i < unit.Versions.Count; i++)
        {
            var validity = unit.Versions[i].Validity;
            if (IsInside(validity.From, value) || IsInside(validity.To, value))
            {
                return true;
            }
        }

        return false;
    }

    private static bool InRoster(Metric metric, OrgUnit unit, UnitVersion version, DateOnly day)
    {
        for (var i = 0; i < metric.Roster.Count; i++)
        {
            if (InRoster(metric.Roster[i], unit, version, day))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsInside(DateOnly? change, MappedValue value) => change > value.From && change < value.To;

    private RejectedRecord Reject(Refused refused, string key)
    {
        string? unit = null;
        if (refused.Agency is not null && refused.Day is { } day)
        {
            agencies.TryResolve(refused.Agency, day, out unit);
        }

        return new RejectedRecord
        {
            Record = key, Code = refused.Code, Place = refused.Place, Message = refused.Message, Unit = unit,
            Day = refused.Day?.DayNumber, Sample = refused.Sample,
        };
    }

    private static bool InRoster(RosterEntry entry, OrgUnit unit, UnitVersion version, DateOnly day) =>
        entry.Validity.Contains(day)
        && (entry.UnitClass is null || entry.UnitClass == unit.Class)
        && (entry.Level is null || entry.Level == version.Level)
        && (entry.Units.Count == 0 || entry.Units.Contains(unit.Id));

    private static bool TryScale(decimal amount, int scale, out long scaled)
    {
        for (var i = 0; i < scale; i++)
        {
            amount *= 10;
        }

        var whole = decimal.Truncate(amount) == amount && Math.Abs(amount) <= long.MaxValue;
        scaled = whole ? (long)amount : 0;
        return whole;
    }
}
