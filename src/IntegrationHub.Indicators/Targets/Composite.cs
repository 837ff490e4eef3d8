using IntegrationHub.Indicators.Display;

namespace IntegrationHub.Indicators.Targets;

/// <summary>All parts must be met. It has a verdict and "k of n", and no number.</summary>
public sealed record Composite(Verdict Verdict, Availability Availability, int Met, int Judged, int NotApplicable)
{
    public static Composite Of(IReadOnlyList<(Verdict Verdict, Availability Availability)> parts)
    {
        var judged = parts.Where(p => p.Verdict is not (Verdict.NotApplicable or Verdict.NoTarget)).Select(p => p.Verdict).ToList();
        return new(
            VerdictOf(parts, judged), AvailabilityOf(parts), judged.Count(IsMet), judged.Count,
            parts.Count(p => p.Verdict is Verdict.NotApplicable));
    }

    public string Display => $"{Met}/{Judged}";

    private static Verdict VerdictOf(IReadOnlyList<(Verdict Verdict, Availability Availability)> parts, List<Verdict> judged)
    {
        if (judged.Count == 0)
        {
            return parts.Any(p => p.Verdict is Verdict.NotApplicable) ? Verdict.NotApplicable : Verdict.NoTarget;
        }

        if (judged.Any(v => v is Verdict.NotMet or Verdict.NotMetCertain))
        {
            return Verdict.NotMet;
        }

        if (judged.All(IsMet))
        {
            return Verdict.Met;
        }

        return judged.All(v => v is Verdict.NotEvaluable) ? Verdict.NotEvaluable : Verdict.Undetermined;
    }

    private static Availability AvailabilityOf(IReadOnlyList<(Verdict Verdict, Availability Availability)> parts)
    {
        var kinds = parts.Select(p => p.Availability).Distinct().ToList();
        if (kinds.Count <= 1)
        {
            return kinds is [var only] ? only : Availability.NoData;
        }

        return kinds.Any(k => k is Availability.NoData or Availability.Partial) ? Availability.Partial : Availability.Complete;
    }

    private static bool IsMet(Verdict verdict) => verdict is Verdict.Met or Verdict.MetCertain;
}
