using IntegrationHub.Host.Hosting;
using IntegrationHub.Record;
using IntegrationHub.Store.Catalogue;

namespace IntegrationHub.Host.Commands.Catalogues;

/// <summary>Applies files over those of the active version, checked as lint checks them.</summary>
/// <param name="Version">The active version after it.</param>
/// <param name="Files">Empty: nothing differed and no version was made.</param>
internal sealed record CatalogueChange(long Version, IReadOnlyList<FileChange> Files)
{
    /// <returns>Null when there are errors, or when it would undo what was changed in the hub; that has been printed.</returns>
    public static async Task<CatalogueChange?> ApplyAsync(HubStore store, CatalogueEdit edit, Func<string, string> shown, TextWriter error, CancellationToken cancellationToken)
    {
        var active = await store.Get<CatalogueStore>().CurrentAsync(cancellationToken);
        var merged = active is null ? edit.Files : active.Files.With(edit.Files);
        var read = CatalogueReader.Read(merged, HubServices.Connectors);
        if (read.HasErrors)
        {
            var errors = read.Findings.Where(f => f.Severity is LintSeverity.Error).ToList();
            Findings.Print(errors, f => edit.Files.Find(f) is null ? f : shown(f), error);
            await error.WriteLineAsync($"hub: {errors.Count} errors; nothing was applied");
            return null;
        }

        if (read.Catalogue is null)
        {
            throw new CommandException("a source needs a catalogue: first apply the catalogue's folder with 'hub apply -f FOLDER'");
        }

        CatalogueEdited edited;
        try
        {
            edited = await store.Get<CatalogueStore>().EditAsync(edit, cancellationToken);
        }
        catch (HubChangesException undone)
        {
            foreach (var change in undone.Changes)
            {
                await error.WriteLineAsync($"{shown(change.Path)}: changed in the hub by {change.By}, version {change.Version}; the file would undo it");
            }

            await error.WriteLineAsync($"hub: {undone.Changes.Count} files would undo what was changed in the hub; nothing was applied. Write out what the hub has with 'hub export --out FOLDER' and go on from there, or say --overwrite");
            return null;
        }

        // A new formula has its figures now, not only with the next recorded batch.
        await store.Get<FigureRecorder>().PrepareAsync(await store.CatalogueAsync(cancellationToken), cancellationToken);
        return new CatalogueChange(edited.Version, edited.Files);
    }
}
