using IntegrationHub.Host.Hosting;
using IntegrationHub.Record;
using IntegrationHub.Store.Catalogue;

namespace IntegrationHub.Host.Commands.Catalogues;

internal sealed record FileChange(string Path, string Change);

/// <summary>Applies files over those of the active version, checked as lint checks them.</summary>
/// <param name="Version">The active version after it.</param>
/// <param name="Files">Empty: nothing differed and no version was made.</param>
internal sealed record CatalogueChange(long Version, IReadOnlyList<FileChange> Files)
{
    /// <returns>Null when there are errors; they have been printed.</returns>
    public static async Task<CatalogueChange?> ApplyAsync(HubStore store, CatalogueFiles files, Func<string, string> shown, TextWriter error, CancellationToken cancellationToken)
    {
        var active = await store.Get<CatalogueStore>().CurrentAsync(cancellationToken);
        var merged = active is null ? files : active.Files.With(files);
        var read = CatalogueReader.Read(merged, HubServices.Connectors);
        if (read.HasErrors)
        {
            var errors = read.Findings.Where(f => f.Severity is LintSeverity.Error).ToList();
            Findings.Print(errors, f => files.Find(f) is null ? f : shown(f), error);
            await error.WriteLineAsync($"hub: {errors.Count} errors; nothing was applied");
            return null;
        }

        if (read.Catalogue is null)
        {
            throw new CommandException("a source needs a catalogue: first apply the catalogue's folder with 'hub apply -f FOLDER'");
        }

        var changes = files.All
            .Where(f => active?.Files.Find(f.Path) != f.Text)
            .Select(f => new FileChange(f.Path, active?.Files.Find(f.Path) is null ? "added" : "changed"))
            .ToList();
        await store.Get<CatalogueStore>().ApplyAsync(files, Environment.UserName, cancellationToken);
        var applied = await store.CatalogueAsync(cancellationToken);

        // A new formula has its figures now, not only with the next recorded batch.
        await store.Get<FigureRecorder>().PrepareAsync(applied, cancellationToken);
        return new CatalogueChange(applied.Version, changes);
    }
}
