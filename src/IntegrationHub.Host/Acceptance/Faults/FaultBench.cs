using IntegrationHub.Host.Acceptance.Bench;
using IntegrationHub.Simulators.World;
using IntegrationHub.Store.Catalogue;

namespace IntegrationHub.Host.Acceptance.Faults;

/// <summary>A bench whose source is asked for small pages, so that what happens between pages happens.</summary>
public static class FaultBench
{
    private static readonly Dictionary<string, int> PageSizes = new(StringComparer.Ordinal)
    {
        ["reporting-bac-giang"] = 5, ["national-portal-payments-bac-giang"] = 4, ["registers-bac-giang"] = 100, ["du-lieu-mo"] = 50, ["tthc-bac-giang"] = 100,
        ["tthc-opencps-luc-ngan"] = 30,
    };

    // Of agencies that are asked for one by one these prove as much as all: a department, a district and some of its communes.
    private static readonly Dictionary<string, IReadOnlyCollection<string>> Units = new(StringComparer.Ordinal)
    {
        ["reporting-bac-giang"] = ["so-tp", "so-nnptnt", "ubnd-huyen-yen-the", .. DemoCast.Of2024.All.Where(u => u.Parent == "ubnd-huyen-yen-the").Take(5).Select(u => u.Id)],
    };

    public static Task<SourceBench> StartAsync(string source, BenchOptions? options = null, CancellationToken cancellationToken = default) =>
        SourceBench.StartAsync(source, (options ?? new BenchOptions()) with { Change = files => (options?.Change ?? (f => f))(SmallPages(files)), Units = Units.GetValueOrDefault(source) }, cancellationToken);

    private static CatalogueFiles SmallPages(CatalogueFiles files) => new(files.All.Select(file =>
    {
        var source = Path.GetFileNameWithoutExtension(file.Path);
        return file.Path.StartsWith("sources/", StringComparison.Ordinal) && PageSizes.TryGetValue(source, out var size) ? file with { Text = file.Text + $"  pageSize: {size}\n" }
            : file.Path == "sources/ho-so-suc-khoe.yaml" ? file with { Text = file.Text + "  timeoutSeconds: 1\n" }
            : file.Path == "mappings/rest/enterprises.map.yaml" ? file with { Text = file.Text.Replace("size: 50", "size: 7", StringComparison.Ordinal) }
            : file;
    }));
}
