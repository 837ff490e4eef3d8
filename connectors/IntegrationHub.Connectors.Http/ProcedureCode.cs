namespace IntegrationHub.Connectors.Http;

/// <summary>Procedure codes: <c>1.003560</c>, <c>1.003560.000.00.00.H56</c> and <c>1.003560.H56</c> are one procedure, named by the first two groups.</summary>
public static class ProcedureCode
{
    public static string Normalize(string code)
    {
        var groups = LooseText.Trim(code).Split('.', 3);
        return groups.Length < 2 ? groups[0] : $"{groups[0]}.{groups[1]}";
    }
}
