using IntegrationHub.Indicators.Catalogue;

namespace IntegrationHub.Indicators.Targets;

/// <summary>Whether a plan asks for less than the plan above it: some value satisfies its target and not the parent's.</summary>
public static class TargetStrength
{
    public const string Weaker = "WEAKER_THAN_PARENT";

    /// <param name="isPercent">No ratio is above 100: = 100 and >= 100 ask for the same.</param>
    public static bool IsWeaker(Target own, Target mandate, bool isPercent)
    {
        if (own.Threshold is null || mandate.Threshold is null)
        {
            return false;
        }

        var (mine, theirs) = (Range.Of(own, isPercent), Range.Of(mandate, isPercent));
        return LowerEnd(mine.Low, mine.LowIn, theirs.Low, theirs.LowIn) || UpperEnd(mine.High, mine.HighIn, theirs.High, theirs.HighIn);
    }

    private static bool LowerEnd(decimal mine, bool mineIn, decimal theirs, bool theirsIn) => mine < theirs || (mine == theirs && mineIn && !theirsIn);

    private static bool UpperEnd(decimal mine, bool mineIn, decimal theirs, bool theirsIn) => mine > theirs || (mine == theirs && mineIn && !theirsIn);

    private readonly record struct Range(decimal Low, bool LowIn, decimal High, bool HighIn)
    {
        public static Range Of(Target target, bool isPercent)
        {
            var t = target.Threshold!.Value;
            var (min, max) = isPercent ? (0m, 100m) : (decimal.MinValue, decimal.MaxValue);
            return target.Operator switch
            {
                TargetOperator.Greater => new(t, false, max, true),
                TargetOperator.AtLeast => new(t, true, max, true),
                TargetOperator.Equal => new(t, true, t, true),
                TargetOperator.AtMost => new(min, true, t, true),
                TargetOperator.Less => new(min, true, t, false),
                _ => new(t, true, target.UpperThreshold ?? t, true),
            };
        }
    }
}
