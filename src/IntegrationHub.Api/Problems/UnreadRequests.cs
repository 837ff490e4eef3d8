using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace IntegrationHub.Api.Problems;

/// <summary>What the framework could not read, in plain words: its own speak of types and parameters of the program.</summary>
internal static partial class UnreadRequests
{
    public const string SendJson = "send JSON, with the header Content-Type: application/json";

    private const string WholeNumber = "whole number";

    public static ProblemDetails ProblemOf(BadHttpRequestException unread)
    {
        var (code, detail) = unread switch
        {
            { StatusCode: StatusCodes.Status413PayloadTooLarge } => ("too-large", "the body is larger than this address takes"),
            { StatusCode: StatusCodes.Status415UnsupportedMediaType } => ("not-json", SendJson),
            { InnerException: JsonException json } => ("bad-body", Place(json)),
            _ when Parameter().Match(unread.Message) is { Success: true } match =>
                ("bad-parameter", NotOfKind(match.Groups["name"].Value, match.Groups["value"].Value, match.Groups["type"].Value)),
            _ when Missing().Match(unread.Message) is { Success: true } match => ("bad-parameter", $"{match.Groups["name"].Value} is missing"),
            _ when unread.Message.Contains("body", StringComparison.OrdinalIgnoreCase) => ("bad-body", "the body is missing; send a JSON object as /openapi/v1.json describes it"),
            _ => ("bad-request", "the request cannot be read; /openapi/v1.json describes it"),
        };
        return ProblemAnswers.Of(code, detail);
    }

    public static string NotOfKind(string name, string value, string type) =>
        $"{name} is '{value}', which is {(Kind(type) == WholeNumber && BigInteger.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? "out of range" : "no " + Kind(type))}";

    /// <summary>Where it stands; the reader's own message would repeat what was sent.</summary>
    private static string Place(JsonException json)
    {
        var line = json.LineNumber is { } number ? string.Create(CultureInfo.InvariantCulture, $", line {number + 1}, byte {json.BytePositionInLine + 1}") : "";
        return $"the body cannot be read at {(string.IsNullOrEmpty(json.Path) ? "$" : json.Path)}{line}: it must be JSON of the kind that /openapi/v1.json describes";
    }

    private static string Kind(string type) => type switch
    {
        "int" or "Int32" or "long" or "Int64" => WholeNumber,
        "bool" or "Boolean" => "true or false",
        "DateOnly" => "day such as 2024-12-31",
        "DateTimeOffset" => "instant such as 2024-12-31T08:00:00Z",
        "Guid" => "id of that kind",
        _ => "allowed value",
    };

    [GeneratedRegex("^Failed to bind parameter \"(?:Nullable<)?(?<type>\\w+)>?\\?? (?<name>\\w+)\" from \"(?<value>.*)\"\\.$", RegexOptions.Singleline)]
    private static partial Regex Parameter();

    [GeneratedRegex("^Required parameter \".* (?<name>\\w+)\" was not provided from (?:route or )?query string\\.$")]
    private static partial Regex Missing();
}
