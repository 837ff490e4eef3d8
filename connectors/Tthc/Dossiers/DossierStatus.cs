namespace IntegrationHub.Connectors.Tthc.Dossiers;

/// <summary>TrangThaiHoSo.</summary>
internal static class DossierStatus
{
    public const long Registered = 1;
    public const long Refused = 3;
    public const long Done = 9;
    public const long Returned = 10;

    public static bool IsKnown(long status) => status is >= 1 and <= 10;

    /// <summary>Refused, withdrawn, stopped, result returned: not looked at again before the rolling reconcile.</summary>
    public static bool IsFinal(long status) => status is Refused or 7 or 8 or Returned;

    public static bool IsReceived(long status) => status is not (Registered or Refused);

    public static bool IsCompleted(long status) => status is Done or Returned;
}
