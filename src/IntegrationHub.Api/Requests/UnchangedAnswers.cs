using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using IntegrationHub.Api.Access;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Plans;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;

namespace IntegrationHub.Api.Requests;

/// <summary>
/// Entity tags of answers that are computed from the store. A tag is made from what the answer depends on, before it is computed: then it
/// can never be newer than the answer, and an unchanged one costs two look-ups.
/// </summary>
internal sealed class UnchangedAnswers(IDbContextFactory<HubDbContext> contexts, TimeProvider clock)
{
    // Another build may answer differently from the same store.
    private static readonly string Build = string.Concat(
        typeof(UnchangedAnswers).Assembly.ManifestModule.ModuleVersionId, typeof(HubDbContext).Assembly.ManifestModule.ModuleVersionId,
        typeof(IntegrationHub.Indicators.Progress.ProgressRow).Assembly.ManifestModule.ModuleVersionId);

    /// <summary>Sets the tag of the answer.</summary>
    /// <returns>True when the asker has this answer already.</returns>
    public async Task<bool> IsUnchangedAsync(HttpContext context, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var stamp = await StoreStamp.ReadAsync(db, clock, cancellationToken);
        return IsKnown(context, string.Create(CultureInfo.InvariantCulture,
            $"{stamp.Catalogue}|{stamp.RecordedAt?.UtcTicks}|{stamp.DecidedAt?.UtcTicks}|{stamp.ReleasedAt?.UtcTicks}|{stamp.Restatement}|{stamp.Day:O}|{context.Request.Path}|{context.Request.QueryString}|{context.Features.Get<Caller>()?.Unit}"));
    }

    /// <summary>The same for an answer that depends on something else, which the text says.</summary>
    public static bool IsKnown(HttpContext context, string text)
    {
        // Weak: the same answer may be sent compressed or not.
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Build}|{text}")))[..24]}\"", isWeak: true);
        context.Response.GetTypedHeaders().ETag = tag;
        return context.Request.GetTypedHeaders().IfNoneMatch.Any(known => known.Equals(EntityTagHeaderValue.Any) || known.Compare(tag, useStrongComparison: false));
    }
}
