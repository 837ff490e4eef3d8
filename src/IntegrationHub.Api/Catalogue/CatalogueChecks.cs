using System.Text.RegularExpressions;
using IntegrationHub.Api.Problems;
using IntegrationHub.Api.Sources;
using IntegrationHub.Store.Catalogue;
using Microsoft.Extensions.DependencyInjection;

namespace IntegrationHub.Api.Catalogue;

/// <summary>Reads proposed files, and holds them against the rules of the whole catalogue.</summary>
internal sealed partial class CatalogueChecks(CatalogueStore catalogues, IServiceProvider services)
{
    private const int MostFiles = 500;

    public async Task<ActiveCatalogue> ActiveAsync(CancellationToken cancellationToken) => await catalogues.CurrentAsync(cancellationToken) ?? throw SourceEdits.NoCatalogue();

    /// <exception cref="ApiProblemException">What was sent are no files of a catalogue that can be changed here.</exception>
    public static (CatalogueFiles Files, IReadOnlyList<string> Removed) Read(IReadOnlyList<FileOrder>? files, IReadOnlyList<string>? removed, ActiveCatalogue active)
    {
        var (given, gone) = (files ?? [], removed ?? []);
        if (given.Count + gone.Count is 0 or > MostFiles)
        {
            throw Wrong("files", $"send 1 to {MostFiles} files, or the paths of files to be removed");
        }

        var paths = given.Select(f => f.Path ?? "").Concat(gone).ToList();
        if (paths.Find(p => !Path().IsMatch(p)) is { } odd)
        {
            throw Wrong("files", $"'{odd}' is no path of a catalogue; write for example metrics.yaml or plans/PLAN.yaml");
        }

        if (paths.Find(p => p.StartsWith("sources/", StringComparison.Ordinal)) is { } source)
        {
            throw Wrong("files", $"{source} is changed with /api/v1/sources, where its secrets are taken care of");
        }

        if (paths.GroupBy(p => p, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw Wrong("files", $"{twice.Key} is named twice");
        }

        return gone.FirstOrDefault(p => active.Files.Find(p) is null) is { } missing
            ? throw Wrong("removed", $"there is no {missing}; GET /api/v1/catalogue lists the files")
            : (new CatalogueFiles(given.Select(f => new CatalogueFile(f.Path!, f.Text ?? ""))), gone);
    }

    /// <summary>What lint says of the catalogue as it would be.</summary>
    public IReadOnlyList<FindingAnswer> Lint(ActiveCatalogue active, CatalogueFiles files, IReadOnlyList<string> removed) =>
        [.. CatalogueReader.Read(active.Files.With(files).Without(removed), services.GetService<ISourceTrials>()?.Connectors).Findings.Select(f => FindingAnswer.Of(f))];

    /// <summary>Figures of new formulas are there from now on.</summary>
    public async Task AppliedAsync(CancellationToken cancellationToken)
    {
        if (services.GetService<ISourceTrials>() is { } host)
        {
            await host.AppliedAsync(await ActiveAsync(cancellationToken), cancellationToken);
        }
    }

    /// <summary>The text of a file as it may be shown: an address may carry a name and password in front of its host.</summary>
    public static string? Shown(string path, string? text) => text is not null && path.StartsWith("sources/", StringComparison.Ordinal) ? UserInfo().Replace(text, "://…@") : text;

    public static IReadOnlyList<FileDifference> Differences(CatalogueFiles before, CatalogueFiles after) =>
        [.. CatalogueFiles.Changes(before, after).Select(c => new FileDifference(c.Path, c.Change, LineDiff.Of(Shown(c.Path, before.Find(c.Path)), Shown(c.Path, after.Find(c.Path)))))];

    private static ApiProblemException Wrong(string field, string message) => new("bad-catalogue", $"{field}: {message}");

    [GeneratedRegex(@"^[a-z0-9][a-z0-9_.-]*(/[A-Za-z0-9][A-Za-z0-9_.-]*){0,2}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Path();

    [GeneratedRegex(@"://[^/@\s""']+@", RegexOptions.CultureInvariant)]
    private static partial Regex UserInfo();
}
