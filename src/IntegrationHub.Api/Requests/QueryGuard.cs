using System.Globalization;
using System.Reflection;
using IntegrationHub.Api.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace IntegrationHub.Api.Requests;

/// <summary>
/// A parameter that an endpoint does not know is refused, never passed over: a misspelt filter would answer another question than was
/// asked. What an endpoint knows are its own arguments.
/// </summary>
internal static class QueryGuard
{
    public static TBuilder RefuseUnknownParameters<TBuilder>(this TBuilder group)
        where TBuilder : IEndpointConventionBuilder =>
        group.AddEndpointFilterFactory((factory, next) =>
        {
            var arguments = factory.MethodInfo.GetParameters().Where(IsQuery).Select(p => p.Name!).ToHashSet(StringComparer.OrdinalIgnoreCase);
            var kinds = factory.MethodInfo.GetParameters().Where(IsQuery).Select(p => (Name: p.Name!, Type: Nullable.GetUnderlyingType(p.ParameterType) ?? p.ParameterType)).ToList();
            return invocation =>
            {
                Check(invocation.HttpContext, arguments);
                CheckKinds(invocation.HttpContext, kinds);
                return next(invocation);
            };
        });

    /// <summary>
    /// The routes that are compiled with the program do not say which parameter that may be missing they could not read. And the
    /// framework reads 1.2.2024 too, and takes it for the second of January.
    /// </summary>
    private static void CheckKinds(HttpContext context, List<(string Name, Type Type)> kinds)
    {
        foreach (var (name, type) in kinds)
        {
            if (context.Request.Query[name] is [{ } text] && !IsOf(type, text))
            {
                throw new ApiProblemException("bad-parameter", UnreadRequests.NotOfKind(name, text, type.Name));
            }
        }
    }

    private static bool IsOf(Type type, string text) =>
        type == typeof(int) ? int.TryParse(text, CultureInfo.InvariantCulture, out _)
        : type == typeof(long) ? long.TryParse(text, CultureInfo.InvariantCulture, out _)
        : type == typeof(bool) ? bool.TryParse(text, out _)
        : type != typeof(DateOnly) || DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static bool IsQuery(ParameterInfo parameter) => !parameter.GetCustomAttributes().OfType<IFromHeaderMetadata>().Any()
        && (Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType) is var type && (type == typeof(string) || type == typeof(int) || type == typeof(long) || type == typeof(bool) || type == typeof(DateOnly) || type.IsEnum);

    private static void Check(HttpContext context, HashSet<string> arguments)
    {
        var known = arguments.Where(a => !context.Request.RouteValues.ContainsKey(a)).Order(StringComparer.Ordinal).ToList();
        var unknown = context.Request.Query.Keys.Where(k => !known.Contains(k, StringComparer.OrdinalIgnoreCase)).ToList();
        if (unknown.Count > 0)
        {
            throw new ApiProblemException("unknown-parameter",
                $"unknown: {string.Join(", ", unknown)}; {(known.Count == 0 ? "this address has no parameters" : "known are " + string.Join(", ", known))}");
        }

        var twice = context.Request.Query.Where(q => q.Value.Count > 1).Select(q => q.Key).ToList();
        if (twice.Count > 0)
        {
            throw new ApiProblemException("repeated-parameter", $"given more than once: {string.Join(", ", twice)}; give each once");
        }
    }
}
