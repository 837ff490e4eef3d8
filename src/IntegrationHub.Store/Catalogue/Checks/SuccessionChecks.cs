using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Store.Catalogue.Reading;
using IntegrationHub.Store.Catalogue.Yaml;

namespace IntegrationHub.Store.Catalogue.Checks;

/// <summary>Events must fit the versions of the units that they name: otherwise figures are lost or counted twice as now.</summary>
internal static class SuccessionChecks
{
    // So that shares stay exact through several splits and large amounts.
    private const int MaxDecimals = 6;

    public static void Run(Draft draft, FindingLog log)
    {
        var units = draft.Units.GroupBy(u => u.Value.Id).ToDictionary(g => g.Key, g => g.First().Value, StringComparer.Ordinal);
        var metrics = draft.Metrics.Select(m => m.Value).ToList();
        var ended = new Dictionary<(string, DateOnly), Place>();
        foreach (var (value, entry) in draft.Successions)
        {
            UnitChecks.CheckKnown(value.From, entry, "from", draft, log);
            UnitChecks.CheckKnown(value.To, entry, "to", draft, log);
            CheckShape(value, entry, log);
            CheckBefore(value, entry, units, log);
            CheckAfter(value, entry, units, log);
            CheckShares(value, entry, metrics, log);
            for (var i = 0; i < value.From.Count; i++)
            {
                if (!ended.TryAdd((value.From[i], value.Effective), entry.At("from", i)))
                {
                    log.Error(entry.At("from", i), LintCodes.Duplicate, $"'{value.From[i]}' has another event on {Draft.Day(value.Effective)}, at {ended[(value.From[i], value.Effective)]}.", "Leave the one that says who took its work over.");
                }
            }
        }
    }

    private static void CheckShape(SuccessionEvent value, Entry entry, FindingLog log)
    {
        var (from, to) = (value.From.Count, value.To.Count);
        var (fits, wanted) = value.Kind switch
        {
            SuccessionKind.Merge => (from > 0 && to == 1, "one or more units in 'from' and one in 'to'"),
            SuccessionKind.Split => (from == 1 && to > 1, "one unit in 'from' and two or more in 'to'"),
            SuccessionKind.Abolish => (from > 0 && to <= 1, "one or more units in 'from' and at most one in 'to'"),
            SuccessionKind.Create => (from == 0 && to > 0, "nothing in 'from' and one or more units in 'to'"),
            SuccessionKind.Rename => (from > 0 && to == from, "as many units in 'to' as in 'from', in the same order"),
            _ => (from > 0 && (to == 1 || to == from), "one or more units in 'from', and in 'to' one or as many in the same order"),
        };
        if (!fits)
        {
            log.Error(entry.Place, LintCodes.SuccessionShape, $"A {value.Kind.ToString().ToLowerInvariant()} has {wanted}; this one has {from} and {to}.", "Correct the lists or the kind.");
        }

        if (value.Gap is not null && (value.Kind is not SuccessionKind.Abolish || to > 0))
        {
            log.Error(entry.At("gap"), LintCodes.SuccessionShape, "A gap says that nobody is known to have taken over; this event says who did.", "Remove 'gap', or make it an abolition without 'to'.");
        }
    }

    private static void CheckBefore(SuccessionEvent value, Entry entry, Dictionary<string, OrgUnit> units, FindingLog log)
    {
        for (var i = 0; i < value.From.Count; i++)
        {
            if (!units.TryGetValue(value.From[i], out var unit))
            {
                continue;
            }

            var day = Draft.Day(value.Effective);
            if (!unit.Versions.Any(v => v.Validity.To == value.Effective))
            {
                log.Error(entry.At("from", i), LintCodes.SuccessionDay, $"No version of '{unit.Id}' ends on {day}.", $"Give it a version with 'to: {day}' in orgunits.yaml, or correct the day of the event.");
            }
            else if (!value.To.Contains(unit.Id) && unit.At(value.Effective) is not null)
            {
                log.Error(entry.At("from", i), LintCodes.SuccessionDay, $"'{unit.Id}' goes on after {day} and is not among the units after.", "End it on that day in orgunits.yaml, or name it in 'to' too.");
            }
        }
    }

    private static void CheckAfter(SuccessionEvent value, Entry entry, Dictionary<string, OrgUnit> units, FindingLog log)
    {
        for (var i = 0; i < value.To.Count; i++)
        {
            if (!units.TryGetValue(value.To[i], out var unit))
            {
                continue;
            }

            var day = Draft.Day(value.Effective);
            if (unit.At(value.Effective) is null)
            {
                log.Error(entry.At("to", i), LintCodes.Successor, $"'{unit.Id}' is not valid on {day} and can take nothing over.", $"Give it a version with 'from: {day}' in orgunits.yaml, or name another unit.");
            }
            else if (value.Kind is SuccessionKind.Create && !unit.Versions.Any(v => v.Validity.From == value.Effective))
            {
                log.Error(entry.At("to", i), LintCodes.SuccessionDay, $"'{unit.Id}' does not begin on {day}.", $"Give it a version with 'from: {day}' in orgunits.yaml, or correct the day of the event.");
            }
        }
    }

    private static void CheckShares(SuccessionEvent value, Entry entry, List<Metric> metrics, FindingLog log)
    {
        var entries = entry.Objects("shares");
        if (entries.Count > 0 && value.Kind is not SuccessionKind.Split)
        {
            log.Error(entry.At("shares"), LintCodes.Shares, "Only a split has shares; everything else goes over whole.", "Remove them or correct the kind.");
            return;
        }

        for (var i = 0; i < entries.Count; i++)
        {
            CheckShare(value, i, entries, metrics, log);
        }

        var sums = value.Shares.GroupBy(s => s.Metric).ToDictionary(g => g.Key ?? "", g => g.Sum(s => s.Share), StringComparer.Ordinal);
        if (entries.Count > 0)
        {
            sums.TryAdd("", 0);
        }

        foreach (var (metric, sum) in sums.Where(s => s.Value != 1))
        {
            var of = metric.Length == 0 ? "all metrics without shares of their own" : $"'{metric}'";
            log.Error(entry.At("shares"), LintCodes.Shares, FormattableString.Invariant($"The shares of {of} add up to {sum}, not to 1."), "Correct them: what is split must be neither lost nor made.");
        }
    }

    private static void CheckShare(SuccessionEvent value, int index, IReadOnlyList<Entry> entries, List<Metric> metrics, FindingLog log)
    {
        var (share, at) = (value.Shares[index], entries[index]);
        if (!value.To.Contains(share.To))
        {
            log.Error(at.At("to"), LintCodes.Shares, $"'{share.To}' is not among the units after.", Spelling.Suggest(share.To, value.To, "Name a unit of 'to'."));
        }

        if (share.Share is < 0 or > 1 || share.Share != decimal.Round(share.Share, MaxDecimals))
        {
            log.Error(at.At("share"), LintCodes.Range, FormattableString.Invariant($"A share is from 0 to 1 with at most {MaxDecimals} decimals, not {share.Share}."), "Write 0.6 for 60 percent.");
        }

        if (value.Shares.Take(index).Any(s => (s.To, s.Metric) == (share.To, share.Metric)))
        {
            log.Error(at.Place, LintCodes.Duplicate, $"'{share.To}' has a share already.", "Remove one.");
        }

        if (share.Metric is null)
        {
            return;
        }

        if (metrics.Find(m => m.Code == share.Metric) is not { } metric)
        {
            log.Error(at.At("metric"), LintCodes.MetricUnknown, $"There is no metric '{share.Metric}'.", Spelling.Suggest(share.Metric, metrics.Select(m => m.Code), "Use a metric of metrics.yaml."));
        }
        else if (OtherShare(value, metric, metrics) is { } other)
        {
            log.Error(at.At("metric"), LintCodes.Shares, $"'{metric.Code}' and '{other}' bound one another and are shared differently: a part could become more than its whole.", $"Give both the same shares.");
        }
    }

    // A metric and those that bound it or that it bounds must be shared alike.
    private static string? OtherShare(SuccessionEvent value, Metric metric, List<Metric> metrics) => metrics
        .Where(m => m.Code == metric.SubsetOf || m.SubsetOf == metric.Code).Select(m => m.Code).Order(StringComparer.Ordinal)
        .FirstOrDefault(m => value.To.Any(to => value.ShareOf(to) is { } share && share.Of(m) != share.Of(metric.Code)));
}
