using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Plans;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace IntegrationHub.Api.Problems;

/// <summary>Every error leaves as problem details (RFC 9457): type is a stable word, detail says what to do.</summary>
internal static class ProblemAnswers
{
    private static readonly Dictionary<string, (int Status, string Title)> Known = new(StringComparer.Ordinal)
    {
        ["no-catalogue"] = (StatusCodes.Status503ServiceUnavailable, "No catalogue has been applied"),
        ["store-unavailable"] = (StatusCodes.Status503ServiceUnavailable, "The store is away"),
        ["no-catalogue-then"] = (StatusCodes.Status404NotFound, "No catalogue had been applied at that instant"),
        ["unknown-plan"] = (StatusCodes.Status404NotFound, "Unknown plan"),
        ["unknown-unit"] = (StatusCodes.Status404NotFound, "Unknown unit"),
        ["unknown-indicator"] = (StatusCodes.Status404NotFound, "Unknown indicator"),
        ["unknown-metric"] = (StatusCodes.Status404NotFound, "Unknown metric"),
        ["unknown-source"] = (StatusCodes.Status404NotFound, "Unknown source"),
        ["unknown-user"] = (StatusCodes.Status404NotFound, "Unknown user"),
        ["bad-user"] = (StatusCodes.Status400BadRequest, "The user cannot be like this"),
        ["last-admin"] = (StatusCodes.Status409Conflict, "The last administrator"),
        ["unknown-key"] = (StatusCodes.Status404NotFound, "Unknown key, or good no longer"),
        ["bad-key"] = (StatusCodes.Status400BadRequest, "The key cannot be made like this"),
        ["unknown-file"] = (StatusCodes.Status404NotFound, "Unknown file of the catalogue"),
        ["bad-catalogue"] = (StatusCodes.Status400BadRequest, "The catalogue cannot be like this"),
        ["unknown-draft"] = (StatusCodes.Status404NotFound, "Unknown draft"),
        ["draft-state"] = (StatusCodes.Status409Conflict, "The draft was decided on already"),
        ["bad-meaning"] = (StatusCodes.Status400BadRequest, "The code cannot be given that meaning by itself"),
        ["bad-alias"] = (StatusCodes.Status400BadRequest, "The code cannot be given that meaning"),
        ["count-changed"] = (StatusCodes.Status409Conflict, "Another number of records than was seen"),
        ["source-exists"] = (StatusCodes.Status409Conflict, "There is a source of that id"),
        ["bad-source"] = (StatusCodes.Status400BadRequest, "The source cannot be kept like this"),
        ["unknown-version"] = (StatusCodes.Status404NotFound, "Unknown version"),
        ["unknown-backfill"] = (StatusCodes.Status404NotFound, "Unknown order, or ended already"),
        ["changed-meanwhile"] = (StatusCodes.Status412PreconditionFailed, "Somebody else changed it meanwhile"),
        ["no-revision"] = (StatusCodes.Status428PreconditionRequired, "The revision that is to be changed is missing"),
        ["no-connectors"] = (StatusCodes.Status503ServiceUnavailable, "This process has no connectors"),
        ["too-many-trials"] = (StatusCodes.Status503ServiceUnavailable, "Too many tests and previews at once"),
        ["unknown-connector"] = (StatusCodes.Status404NotFound, "Unknown connector"),
        ["unknown-run"] = (StatusCodes.Status404NotFound, "Unknown run"),
        ["unknown-refused-record"] = (StatusCodes.Status404NotFound, "Unknown refused record, or settled already"),
        ["unknown-parked-batch"] = (StatusCodes.Status404NotFound, "Unknown parked batch"),
        ["unknown-entry"] = (StatusCodes.Status404NotFound, "Unknown entry"),
        ["unknown-subscription"] = (StatusCodes.Status404NotFound, "Unknown subscriber"),
        ["unknown-delivery"] = (StatusCodes.Status404NotFound, "Unknown delivery"),
        ["bad-subscription"] = (StatusCodes.Status400BadRequest, "The subscriber cannot be set up like this"),
        ["subscription-exists"] = (StatusCodes.Status409Conflict, "There is a subscriber of that name"),
        ["unknown-duty"] = (StatusCodes.Status404NotFound, "Unknown duty"),
        ["unknown-alert"] = (StatusCodes.Status404NotFound, "Unknown alert"),
        ["unknown-silence"] = (StatusCodes.Status404NotFound, "Unknown silence, or over already"),
        ["bad-silence"] = (StatusCodes.Status400BadRequest, "It cannot be silent like that"),
        ["bad-duty"] = (StatusCodes.Status400BadRequest, "What is owed cannot be sent, undone or asked for like that"),
        ["bad-entry"] = (StatusCodes.Status400BadRequest, "The entry cannot be taken"),
        ["unknown-release"] = (StatusCodes.Status404NotFound, "Unknown release"),
        ["bad-release"] = (StatusCodes.Status400BadRequest, "The release cannot be prepared so"),
        ["release-state"] = (StatusCodes.Status409Conflict, "The release is in another state"),
        ["release-findings"] = (StatusCodes.Status409Conflict, "The check found something"),
        ["second-person"] = (StatusCodes.Status403Forbidden, "A second person is needed"),
        ["bad-body"] = (StatusCodes.Status400BadRequest, "The body of the request cannot be taken"),
        ["no-files"] = (StatusCodes.Status400BadRequest, "The source takes no files"),
        ["bad-file"] = (StatusCodes.Status400BadRequest, "The file cannot be taken"),
        ["not-json"] = (StatusCodes.Status415UnsupportedMediaType, "The body is not declared as JSON"),
        ["too-large"] = (StatusCodes.Status413PayloadTooLarge, "The body is too large"),
        ["bad-request"] = (StatusCodes.Status400BadRequest, "The request cannot be read"),
        ["outside-hours"] = (StatusCodes.Status409Conflict, "Outside the hours of the source"),
        ["unknown-route"] = (StatusCodes.Status404NotFound, "Unknown address"),
        ["out-of-validity"] = (StatusCodes.Status400BadRequest, "The unit is not valid on that day"),
        ["bad-period"] = (StatusCodes.Status400BadRequest, "Not a period"),
        ["bad-against"] = (StatusCodes.Status400BadRequest, "Neither a period nor an instant to compare with"),
        ["no-percentage"] = (StatusCodes.Status400BadRequest, "The indicator has no percentage"),
        ["bad-view"] = (StatusCodes.Status400BadRequest, "Not a view"),
        ["bad-scope"] = (StatusCodes.Status400BadRequest, "Not a scope"),
        ["bad-cursor"] = (StatusCodes.Status400BadRequest, "Not a cursor"),
        ["cursor-gone"] = (StatusCodes.Status410Gone, "The cursor is older than what is kept"),
        ["too-many-streams"] = (StatusCodes.Status503ServiceUnavailable, "Too many live streams"),
        ["too-many-tables"] = (StatusCodes.Status400BadRequest, "More tables than one answer may have"),
        ["bad-parameter"] = (StatusCodes.Status400BadRequest, "A parameter has a value that is not allowed"),
        ["unknown-parameter"] = (StatusCodes.Status400BadRequest, "Unknown parameter"),
        ["repeated-parameter"] = (StatusCodes.Status400BadRequest, "A parameter is given twice"),
        ["not-supported-yet"] = (StatusCodes.Status400BadRequest, "Not supported yet"),
        ["not-signed-in"] = (StatusCodes.Status401Unauthorized, "Nobody is signed in"),
        ["sign-in-refused"] = (StatusCodes.Status401Unauthorized, "The sign-in was refused"),
        ["not-allowed"] = (StatusCodes.Status403Forbidden, "Not allowed"),
        ["outside-unit"] = (StatusCodes.Status403Forbidden, "Outside your unit"),
        ["not-you"] = (StatusCodes.Status403Forbidden, "In the name of somebody else"),
        ["bad-csrf"] = (StatusCodes.Status403Forbidden, "The word against requests of other sites is missing"),
        ["bad-host"] = (StatusCodes.Status400BadRequest, "Not an address of the demo"),
        ["bad-secret"] = (StatusCodes.Status400BadRequest, "The secret cannot be kept"),
        ["cross-site"] = (StatusCodes.Status403Forbidden, "Requests of other sites are refused"),
    };

    public static IServiceCollection AddProblems(this IServiceCollection services) => services
        .AddProblemDetails(options => options.CustomizeProblemDetails = context => Complete(context.ProblemDetails, context.HttpContext))
        .Configure<Microsoft.AspNetCore.Routing.RouteHandlerOptions>(options => options.ThrowOnBadRequest = true)
        .AddExceptionHandler<RefusedQuestions>();

    public static void UseProblems(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();
    }

    internal static ProblemDetails Of(string code, string detail)
    {
        var (status, title) = Known.GetValueOrDefault(code, (StatusCodes.Status400BadRequest, "The request cannot be answered"));
        return new ProblemDetails { Type = code, Title = title, Status = status, Detail = detail };
    }

    private static ProblemDetails With(ProblemDetails problem, IReadOnlyList<FindingAnswer> findings)
    {
        if (findings.Count > 0)
        {
            problem.Extensions["findings"] = findings;
        }

        return problem;
    }

    /// <summary>What the framework itself refuses, and faults: the reason stays in the log, where nobody's secrets are shown to others.</summary>
    private static void Complete(ProblemDetails problem, HttpContext context)
    {
        problem.Instance = context.Request.Path;
        if (problem.Detail is not null)
        {
            return;
        }

        if (problem.Status >= 500)
        {
            problem.Title = "The hub could not answer";
        }

        (problem.Type, problem.Detail) = problem.Status switch
        {
            StatusCodes.Status404NotFound => ("unknown-route", "there is nothing at this address; /openapi/v1.json lists what there is"),
            StatusCodes.Status405MethodNotAllowed => ("method-not-allowed", "this address does not know that method; /openapi/v1.json lists what there is"),
            >= 500 => ("internal-error", "the hub failed; its log has the reason under the trace id of this answer"),
            StatusCodes.Status413PayloadTooLarge => ("too-large", "the body is larger than this address takes"),
            StatusCodes.Status429TooManyRequests => ("too-many-requests", "too many requests of this address within a minute; ask again after the seconds that Retry-After says"),
            StatusCodes.Status415UnsupportedMediaType => ("not-json", UnreadRequests.SendJson),
            _ => ("bad-request", "the request cannot be read; /openapi/v1.json describes it"),
        };
    }

    private sealed class RefusedQuestions(IProblemDetailsService problems, ILedgerDialect dialect) : IExceptionHandler
    {
        public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
        {
            var problem = exception switch
            {
                ProgressQueryException refused => Of(refused.Code, refused.Message),
                ApiProblemException refused => With(Of(refused.Code, refused.Message), refused.Findings),
                BadHttpRequestException unread => UnreadRequests.ProblemOf(unread),
                _ when dialect.IsTransient(exception) => Of("store-unavailable", "the store cannot be reached, or is too busy, at the moment; ask again in a while. /readyz says how it is"),
                _ => null,
            };
            if (problem is null)
            {
                return false;
            }

            httpContext.Response.StatusCode = problem.Status!.Value;
            if (problem.Status is StatusCodes.Status401Unauthorized)
            {
                httpContext.Response.Headers.WWWAuthenticate = "Bearer realm=\"hub\"";
            }

            await problems.WriteAsync(new ProblemDetailsContext { HttpContext = httpContext, ProblemDetails = problem, Exception = exception });
            return true;
        }
    }
}
