using IntegrationHub.Store.Catalogue.Yaml;
using IntegrationHub.Store.Freshness;

namespace IntegrationHub.Store.Catalogue.Reading;

/// <summary>sources/.</summary>
internal static class SourceReading
{
    public static void Read(Entry file, Draft draft) => draft.Sources.Add(new(
        new(
            file.Text("id") ?? "", file.Text("connector") ?? "", file.Localized("name") ?? new(""), file.Texts("streams"), file.Text("schedule"),
            file.Flag("enabled") ?? true,
            file.Options("options").ToDictionary(o => o.Name, o => new SourceOption(o.Value, o.Secret), StringComparer.Ordinal).AsReadOnly())
        {
            Systems = file.Texts("systems"),
            Budget = file.Object("budget") is { } budget ? new(budget.WholeNumber("requests") ?? 1, budget.Word<BudgetSpan>("per") ?? default) : null,
            Freshness = SourceFreshness.Parse(file.Text("freshness")),
            Hours = [.. file.Texts("hours").Where(h => DailyHours.TryParse(h, out _)).Select(h => DailyHours.TryParse(h, out var hours) ? hours : default)],
        },
        file));
}
