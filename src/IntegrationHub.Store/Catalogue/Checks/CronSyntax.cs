using System.Globalization;

namespace IntegrationHub.Store.Catalogue.Checks;

/// <summary>Five-field cron: numbers, lists, ranges and steps.</summary>
internal static class CronSyntax
{
    private static readonly (string Name, int Low, int High)[] Fields = [("minute", 0, 59), ("hour", 0, 23), ("day", 1, 31), ("month", 1, 12), ("weekday", 0, 7)];

    /// <summary>What is wrong, or null.</summary>
    public static string? Problem(string expression)
    {
        var parts = expression.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != Fields.Length)
        {
            return FormattableString.Invariant($"it has {parts.Length} fields instead of 5");
        }

        for (var i = 0; i < parts.Length; i++)
        {
            var (name, low, high) = Fields[i];
            if (!parts[i].Split(',').All(p => IsPart(p, low, high)))
            {
                return FormattableString.Invariant($"the {name} '{parts[i]}' is not within {low}-{high}");
            }
        }

        return null;
    }

    private static bool IsPart(string part, int low, int high)
    {
        var step = part.Split('/');
        if (step.Length > 2 || (step.Length == 2 && (!IsNumber(step[1], out var every) || every < 1 || every > high)))
        {
            return false;
        }

        var range = step[0].Split('-');
        return step[0] == "*" || (range.Length <= 2 && range.All(r => IsNumber(r, out var n) && n >= low && n <= high)
            && (range.Length == 1 || int.Parse(range[0], CultureInfo.InvariantCulture) <= int.Parse(range[1], CultureInfo.InvariantCulture)));
    }

    private static bool IsNumber(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
