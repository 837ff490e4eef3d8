using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Store.Catalogue.Reading;
using IntegrationHub.Store.Catalogue.Yaml;

namespace IntegrationHub.Store.Catalogue.Checks;

/// <summary>Plans: owners, parents, rows and targets.</summary>
internal static class PlanChecks
{
    public static void Run(Draft draft, FindingLog log)
    {
        Duplicates.Report(draft.Plans, p => p.Id, "id", "Plan", log);
        var plans = draft.Plans.GroupBy(p => p.Value.Id).ToDictionary(g => g.Key, g => g.First().Value, StringComparer.Ordinal);
        foreach (var (plan, entry) in draft.Plans)
        {
            if (plan.Id.Length > 0 && entry.Place.File != $"plans/{plan.Id}.yaml")
            {
                log.Error(entry.At("id"), LintCodes.FileName, $"The plan '{plan.Id}' is in the file {entry.Place.File}.", $"Name the file plans/{plan.Id}.yaml.");
            }

            if (entry.Has("owner"))
            {
                UnitChecks.CheckKnown(plan.Owner, entry.At("owner"), draft, log);
            }

            CheckParent(plan, entry, plans, log);
            TargetChecks.Run(plan, entry, draft, log);
            DutyChecks.Run(plan, entry, plan.Parent is { } above ? plans.GetValueOrDefault(above) : null, draft, log);
        }
    }

    /// <summary>Parents before children, otherwise in the order of the files.</summary>
    public static IReadOnlyList<Plan> ParentsFirst(IEnumerable<Plan> plans)
    {
        var left = plans.ToList();
        var sorted = new List<Plan>();
        while (left.Count > 0)
        {
            var next = left.First(p => p.Parent is null || sorted.Any(s => s.Id == p.Parent));
            sorted.Add(next);
            left.Remove(next);
        }

        return sorted;
    }

    private static void CheckParent(Plan plan, Entry entry, Dictionary<string, Plan> plans, FindingLog log)
    {
        if (plan.Parent is null)
        {
            return;
        }

        if (!plans.ContainsKey(plan.Parent))
        {
            log.Error(entry.At("parent"), LintCodes.PlanUnknown, $"There is no plan '{plan.Parent}'.", Spelling.Suggest(plan.Parent, plans.Keys, "Add its file to plans/ or correct the id."));
            return;
        }

        var above = plan;
        for (var steps = 0; above.Parent is { } next && steps <= plans.Count && plans.TryGetValue(next, out above!); steps++)
        {
            if (above.Id == plan.Id)
            {
                log.Error(entry.At("parent"), LintCodes.PlanCycle, $"'{plan.Id}' is above itself.", "Correct the parent of one of the plans.");
                return;
            }
        }
    }
}
