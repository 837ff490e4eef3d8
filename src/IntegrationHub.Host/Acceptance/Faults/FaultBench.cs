using IntegrationHub.Host.Acceptance.Bench;
using IntegrationHub.Store.Catalogue;

namespace IntegrationHub.Host.Acceptance.Faults;

/// <summary>A bench whose source is asked for small pages, so that what happens between pages happens.</summary>
public static class FaultBench
{
    private static readonly Dictionary<string, int> PageSizes = new(StringComparer.Ordinal)
    {
        ["reporting-bac-giang"] = 5, ["national-portal-payments-bac-giang"] = 20, ["registers-bac-giang"] = 100, ["du-lieu-mo"] = 50, ["tthc-bac-giang"] = 100,
        ["tthc-opencps-luc-ngan"] = 30,
    };

    public static Task<SourceBench> StartAsync(string source, BenchOptions? options = null, CancellationToken cancellationToken = default) =>
        SourceBench.StartAsync(source, (options ?? new BenchOptions()) with { Change = files => (options?.Change ?? (f => f))(SmallPages(files)) }, cancellationToken);

    private static CatalogueFiles SmallPages(CatalogueFiles files) => new(files.All.Select(file =>
    {
        var source = Path.GetFileNameWithoutExtension(file.Path);
        return file.Path.StartsWith("sources/", StringComparison.Ordinal) && PageSizes.TryGetValue(source, out var size) ? file with { Text = file.Text + $"  pageSize: {size}\n" }
            : file.Path == "sources/ho-so-suc-khoe.yaml" ? file with { Text = file.Text + "  timeoutSeconds: 1\n" }
            : file.Path == "mappings/rest/enterprises.map.yaml" ? file with { Text = file.Text.Replace("size: 50", "size: 7", StringComparison.Ordinal) }
            : file;
    }));
}
