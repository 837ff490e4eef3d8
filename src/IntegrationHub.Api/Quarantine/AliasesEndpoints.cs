using System.ComponentModel;
using IntegrationHub.Api.Access;
using IntegrationHub.Api.Problems;
using IntegrationHub.Api.Sources;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Store.Access;
using IntegrationHub.Store.Audit;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Sources;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IntegrationHub.Api.Quarantine;

internal static class AliasesEndpoints
{
    public static void MapAliases(this IEndpointRouteBuilder routes)
    {
        var aliases = routes.MapGroup("/aliases").WithTags("Quarantine");
        aliases.MapGet("/", ListAsync).Needs(Rights.Read).WithName("listAliases").WithSummary("Which unit each agency code of a source means").ProducesProblem(StatusCodes.Status404NotFound);
        aliases.MapPost("/", AddAsync).Needs(Rights.Operate).WithName("addAlias").WithSummary("Say which unit an agency code of a source means; it is a new version of the catalogue")
            .Produces<FindingsProblem>(StatusCodes.Status400BadRequest, "application/problem+json").ProducesProblem(StatusCodes.Status403Forbidden);
    }

    private static async Task<Ok<IReadOnlyList<AliasAnswer>>> ListAsync([Description("Id of a source; those of its connector are in the answer as well")] string source, SourceBoard board, CancellationToken cancellationToken)
    {
        var (active, found) = await board.FindAsync(source, cancellationToken);
        return TypedResults.Ok<IReadOnlyList<AliasAnswer>>([.. active.Catalogue.Aliases.Where(a => a.Source == source || a.Source == found.Connector)
            .Select(a => new AliasAnswer(a.Source, a.Code, a.Unit, a.Unit is not null && active.Catalogue.Units.GetValueOrDefault(a.Unit) is { } unit ? unit.Latest.Name.Vi : null, a.Validity.From, a.Validity.To))]);
    }

    private static async Task<Created<AliasAdded>> AddAsync(HttpContext context, AliasOrder order, AliasEdits edits, CancellationToken cancellationToken) =>
        TypedResults.Created("/api/v1/aliases?source=" + Uri.EscapeDataString(order.Source ?? ""), await edits.AddAsync(context.Caller(), order, cancellationToken));
}

/// <summary>Adds entries to the alias files of the catalogue, each as a version.</summary>
internal sealed class AliasEdits(CatalogueStore catalogues, IDbContextFactory<HubDbContext> contexts, IServiceProvider services, TimeProvider clock)
{
    // Two people who map codes of one source at once both succeed.
    private const int MostAttempts = 5;

    public async Task<AliasAdded> AddAsync(Caller caller, AliasOrder order, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryAddAsync(caller, order, cancellationToken);
            }
            catch (CatalogueConflictException) when (attempt < MostAttempts)
            {
            }
            catch (CatalogueException wrong)
            {
                throw new ApiProblemException("bad-alias", "the catalogue would have errors; nothing was changed") { Findings = [.. wrong.Findings.Select(f => FindingAnswer.Of(f))] };
            }
        }
    }

    private async Task<AliasAdded> TryAddAsync(Caller caller, AliasOrder order, CancellationToken cancellationToken)
    {
        var active = await catalogues.CurrentAsync(cancellationToken) ?? throw SourceEdits.NoCatalogue();
        var (source, code, unit) = Checked(order, active);
        var path = $"aliases/{source}.yaml";
        var isKnown = active.Catalogue.Aliases.Any(a => a.Source == source && AgencyCodes.Key(a.Code) == AgencyCodes.Key(code) && a.Unit == unit && a.Validity == new Validity(order.From, null));
        var version = active.Version;
        if (!isKnown)
        {
            var text = AliasText.With(active.Files.Find(path), source, code, unit, order.From)
                ?? throw new ApiProblemException("bad-alias", $"{path} is not written as a plain list; add the code there by hand ('hub export --out DIR', then 'hub apply -f FILE')");
            var edited = await catalogues.EditAsync(new CatalogueEdit(new CatalogueFiles([new CatalogueFile(path, text)]), caller.Name)
            {
                IsMadeInHub = true, Note = order.Note, Expected = new Dictionary<string, string?> { [path] = active.Files.RevisionOf(path) },
                Audit = v => new AuditEntry("alias.add", "source/" + source) { After = new { version = v, code, unit, order.From, order.Note } },
            }, cancellationToken);
            version = edited.Version;
            if (services.GetService<ISourceTrials>() is { } host && await catalogues.CurrentAsync(cancellationToken) is { } now)
            {
                await host.AppliedAsync(now, cancellationToken);
            }
        }

        var ids = active.Sources.Where(s => s.Id == source || s.Connector == source).Select(s => s.Id).ToList();
        var (waiting, replaying) = (0, 0);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        foreach (var id in ids)
        {
            var filter = new RefusalFilter { Source = id, Code = "E_UNKNOWN_AGENCY", Sample = code };
            waiting += await filter.Open(db).CountAsync(cancellationToken);
            replaying += order.Replay is true ? await RefusedRecords.RequestReplayAsync(db, filter, accept: false, clock.GetUtcNow(), cancellationToken) : 0;
        }

        return new AliasAdded(version, source, code, unit, active.Catalogue.Units[unit].Latest.Name.Vi, !isKnown, waiting, replaying);
    }

    private static (string Source, string Code, string Unit) Checked(AliasOrder order, ActiveCatalogue active)
    {
        var (source, code, unit) = (order.Source ?? "", order.Code?.Trim() ?? "", order.Unit ?? "");
        var known = active.Sources.Select(s => s.Id).Concat(active.Sources.Select(s => s.Connector)).Distinct().ToList();
        return !known.Contains(source) ? throw Wrong("source", $"there is no source or connector '{source}'", $"known are {string.Join(", ", known)}")
            : code.Length is 0 or > 200 || code.Any(c => char.IsControl(c) || c is '"' or '\\') ? throw Wrong("code", "an agency code is not empty and has no quotes, backslashes or control characters", "send it as the source writes it")
            : !active.Catalogue.Units.ContainsKey(unit) ? throw Wrong("unit", $"there is no unit '{unit}'", "GET /api/v1/org-units lists them")
            : (source, code, unit);
    }

    private static ApiProblemException Wrong(string field, string message, string remedy) => new("bad-alias", $"{field}: {message}; {remedy}")
    {
        Findings = [FindingAnswer.OfField(field, field == "unit" ? LintCodes.UnitUnknown : LintCodes.Form, message, remedy)],
    };
}

/// <param name="Unit">Null: the code is known and counts for nobody.</param>
/// <param name="To">First day on which it no longer means it; null: still.</param>
public sealed record AliasAnswer(string Source, string Code, string? Unit, string? UnitName, DateOnly? From, DateOnly? To);

/// <param name="Source">Id of a source, or key of a connector for all of its sources.</param>
/// <param name="Code">Agency code as the source writes it.</param>
/// <param name="From">First day on which it means the unit; left out: since ever.</param>
/// <param name="Replay">true: what was refused for it is counted again at once.</param>
/// <param name="Note">Why; kept in the history.</param>
public sealed record AliasOrder(string? Source, string? Code, string? Unit, DateOnly? From, bool? Replay, string? Note);

/// <param name="Changed">False: it meant that already.</param>
/// <param name="Waiting">Open records that were refused for this code.</param>
/// <param name="Replaying">Of these how many are counted again now.</param>
public sealed record AliasAdded(long Version, string Source, string Code, string Unit, string UnitName, bool Changed, int Waiting, int Replaying);
