using System.Globalization;
using IntegrationHub.Api.Problems;

namespace IntegrationHub.Api.Requests;

/// <summary>A page of a list.</summary>
/// <param name="Next">The cursor of the next page; null at the end.</param>
public sealed record ListPage<T>(IReadOnlyList<T> Items, string? Next);

internal static class Paging
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 500;

    public static int Limit(int? limit, int otherwise = DefaultLimit) => limit switch
    {
        null => otherwise,
        >= 1 and <= MaxLimit => limit.Value,
        _ => throw new ApiProblemException("bad-parameter", string.Create(CultureInfo.InvariantCulture, $"limit is {limit}; it may be 1 to {MaxLimit}")),
    };

    public static long? Number(string? cursor) =>
        cursor is null ? null
        : long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw new ApiProblemException("bad-cursor", $"'{cursor}' is no cursor; give 'next' of the answer before, or none to begin");
}
