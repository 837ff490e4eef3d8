namespace IntegrationHub.Api.Runs;

/// <summary>What an operator can do about a refused record.</summary>
public static class RefusalWords
{
    public static string? Of(string code) => Remedies.Of(code);
}
