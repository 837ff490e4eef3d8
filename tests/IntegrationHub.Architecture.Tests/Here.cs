using IntegrationHub.Architecture.Tests.Rules;
using IntegrationHub.Testing;
using Xunit;

namespace IntegrationHub.Architecture.Tests;

/// <summary>This checkout, and how a broken rule is told: one violation a line.</summary>
internal static class Here
{
    public static Checkout Checkout { get; } = Checkout.Read(Repository.Root);

    public static void MustBeEmpty(IEnumerable<string> violations)
    {
        var found = violations.Order(StringComparer.Ordinal).ToList();
        Assert.True(found.Count == 0, $"{found.Count} violations:\n{string.Join('\n', found)}");
    }

    public static void MustReport(IEnumerable<string> violations, params string[] parts)
    {
        var found = violations.ToList();
        Assert.True(found.Any(v => parts.All(v.Contains)), $"The planted violation was not reported. Reported:\n{string.Join('\n', found)}");
    }
}
