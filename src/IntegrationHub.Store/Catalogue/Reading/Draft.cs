using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Store.Catalogue.Yaml;

namespace IntegrationHub.Store.Catalogue.Reading;

/// <summary>Something read, with the entry that it was read from, so that later checks can name the place.</summary>
internal sealed record Placed<T>(T Value, Entry Entry);

/// <summary>Everything read from the files, before the checks that need to see more than one entry.</summary>
internal sealed class Draft
{
    // Asked only by the checks, when everything has been read.
    private readonly Lazy<HashSet<string>> _unitIds;
    private readonly Lazy<HashSet<string>> _unitClasses;

    public Draft()
    {
        _unitIds = new(() => Units.Select(u => u.Value.Id).ToHashSet(StringComparer.Ordinal));
        _unitClasses = new(() => Units.Select(u => u.Value.Class).ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>A whole list could not be read.</summary>
    public bool IsIncomplete { get; set; }

    public List<Placed<OrgUnit>> Units { get; } = [];

    public List<Placed<SuccessionEvent>> Successions { get; } = [];

    public List<Placed<Feed>> Feeds { get; } = [];

    public List<Placed<Metric>> Metrics { get; } = [];

    public List<Placed<Indicator>> Indicators { get; } = [];

    public List<Placed<Plan>> Plans { get; } = [];

    public List<Placed<AgencyAlias>> Aliases { get; } = [];

    public List<Placed<SourceDefinition>> Sources { get; } = [];

    public List<Placed<InformationSystem>> Systems { get; } = [];

    public List<StreamMappingText> Mappings { get; } = [];

    /// <summary>Examples by path of their mapping.</summary>
    public Dictionary<string, CatalogueFile> MappingExamples { get; } = new(StringComparer.Ordinal);

    public IReadOnlySet<string> UnitIds => _unitIds.Value;

    public IReadOnlySet<string> UnitClasses => _unitClasses.Value;

    public HashSet<DateOnly> Holidays { get; } = [];

    public HashSet<DateOnly> WorkedWeekendDays { get; } = [];

    public static Validity ValidityOf(Entry entry, FindingLog log)
    {
        var validity = new Validity(entry.Date("from"), entry.Date("to"));
        if (validity is { From: { } from, To: { } to } && from >= to)
        {
            log.Error(entry.At("to"), LintCodes.Validity, $"The end {Day(to)} is not after the start {Day(from)}.", "'to' is the first day on which it is no longer valid.");
            return Validity.Always;
        }

        return validity;
    }

    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
