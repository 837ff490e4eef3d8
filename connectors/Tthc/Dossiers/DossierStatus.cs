namespace IntegrationHub.Connectors.Tthc.Dossiers;

/// <summary>TrangThaiHoSo, as far as reading needs it; what it counts is said in the mapping.</summary>
internal static class DossierStatus
{
    private const long Refused = 3;
    private const long Withdrawn = 7;
    private const long Stopped = 8;
    private const long Returned = 10;

    /// <summary>Not looked at again before the rolling reconcile.</summary>
    public static bool IsFinal(long status) => status is Refused or Withdrawn or Stopped or Returned;
}
