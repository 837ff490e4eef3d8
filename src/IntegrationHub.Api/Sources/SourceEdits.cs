using IntegrationHub.Api.Access;
using IntegrationHub.Api.Problems;
using IntegrationHub.Store.Access;
using IntegrationHub.Store.Audit;
using IntegrationHub.Store.Catalogue;

namespace IntegrationHub.Api.Sources;

/// <summary>Changes of a source's definition: each is a version of the catalogue, with the secrets that came along, or nothing at all.</summary>
internal sealed class SourceEdits(CatalogueStore catalogues, SecretStore secrets, SourceDrafts drafts, SourceReachRules rules, TimeProvider clock)
{
    /// <param name="caller">Who.</param>
    /// <param name="draft">As it shall be.</param>
    /// <param name="revision">What it was; null: there must be none.</param>
    /// <param name="action">Word of the audit log.</param>
    /// <param name="note">Why.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<SourceSaved> SaveAsync(Caller caller, SourceDraft draft, string? revision, string action, string? note, CancellationToken cancellationToken)
    {
        if (draft.HasErrors)
        {
            throw Refused(draft);
        }

        var (source, path) = (draft.Definition, SourceDrafts.PathOf(draft.Definition.Id));
        var active = await catalogues.CurrentAsync(cancellationToken) ?? throw NoCatalogue();
        var before = active.Sources.FirstOrDefault(s => s.Id == source.Id);
        rules.Check(caller, before, source, [.. draft.Secrets.Keys], drafts.ModuleOf(source.Connector));
        var isSame = before is not null && Differences(before, source).Count == 0;
        var edit = new CatalogueEdit(isSame ? new CatalogueFiles([]) : new CatalogueFiles([new CatalogueFile(path, draft.Text.Text)]), caller.Name)
        {
            IsMadeInHub = true, Note = note, Expected = new Dictionary<string, string?> { [path] = revision },
            Audit = version => new AuditEntry(action, "source/" + source.Id)
            {
                Before = before is null ? null : SourceDefinitionAnswer.Of(before), After = new { version, note, differences = Differences(before, source) },
            },
            Along = async (db, version, cancel) =>
            {
                // A definition says only where a secret is: with another password it is the same, is no version of the catalogue, and somebody has changed it all the same.
                if (isSame && draft.Secrets.Count > 0)
                {
                    await AuditLog.WriteAsync(db, new AuditEntry(action, "source/" + source.Id) { After = new { version, note, secrets = draft.Secrets.Keys.Order(StringComparer.Ordinal) } }, clock.GetUtcNow(), cancel);
                }

                foreach (var (option, value) in draft.Secrets)
                {
                    await secrets.SetAsync(db, SourceDrafts.SecretNameOf(source.Id, option), value, cancel);
                }
            },
        };
        var edited = await GuardedAsync(edit, cancellationToken);
        var now = await catalogues.CurrentAsync(cancellationToken) ?? throw NoCatalogue();
        return new SourceSaved(source.Id, edited.Version, now.Files.RevisionOf(path) ?? "", edited.Files.Count > 0, draft.Findings);
    }

    public async Task RemoveAsync(Caller caller, SourceDefinition source, string revision, CancellationToken cancellationToken)
    {
        var path = SourceDrafts.PathOf(source.Id);
        await GuardedAsync(new CatalogueEdit(new CatalogueFiles([]), caller.Name)
        {
            Removed = [path], IsMadeInHub = true, Expected = new Dictionary<string, string?> { [path] = revision },
            Audit = version => new AuditEntry("source.remove", "source/" + source.Id) { Before = SourceDefinitionAnswer.Of(source), After = new { version } },
        }, cancellationToken);
    }

    public static IReadOnlyList<FieldDifference> Differences(SourceDefinition? before, SourceDefinition? after)
    {
        var (was, now) = (before is null ? [] : SourceDefinitionAnswer.Of(before).Flat(), after is null ? [] : SourceDefinitionAnswer.Of(after).Flat());
        return [.. was.Keys.Union(now.Keys).Where(f => was.GetValueOrDefault(f) != now.GetValueOrDefault(f)).Select(f => new FieldDifference(f, was.GetValueOrDefault(f), now.GetValueOrDefault(f)))];
    }

    public static ApiProblemException Refused(SourceDraft draft)
    {
        var errors = draft.Findings.Where(f => f.Severity == "error").ToList();
        return new("bad-source", $"{errors.Count} to correct: {string.Join("; ", errors.Take(5).Select(f => $"{f.Field}: {f.Message} {f.Remedy}"))}") { Findings = draft.Findings };
    }

    public static ApiProblemException NoCatalogue() => new("no-catalogue", "a source needs a catalogue: first apply the catalogue's folder with 'hub apply -f FOLDER'");

    private async Task<CatalogueEdited> GuardedAsync(CatalogueEdit edit, CancellationToken cancellationToken)
    {
        try
        {
            return await catalogues.EditAsync(edit, cancellationToken);
        }
        catch (CatalogueConflictException stale)
        {
            throw new ApiProblemException("changed-meanwhile", stale.Message);
        }
        catch (CatalogueException wrong)
        {
            throw new ApiProblemException("bad-source", "the catalogue would have errors; nothing was changed") { Findings = [.. wrong.Findings.Select(f => FindingAnswer.Of(f))] };
        }
    }
}
