namespace IntegrationHub.Simulators.Truth;

/// <summary>Codes of the metrics that the truth is stated in.</summary>
public static class TruthMetrics
{
    public const string Received = "tthc.dossier.received";
    public const string ReceivedOnline = "tthc.dossier.received_online";
    public const string OnlineVerified = "tthc.dossier.online_verified";
    public const string Completed = "tthc.dossier.completed";
    public const string ResultElectronic = "tthc.dossier.result_electronic";
    public const string FullOnline = "tthc.dossier.full_online";
    public const string Digitised = "tthc.dossier.digitised";
    public const string WithComponents = "tthc.dossier.with_components";
    public const string Reused = "tthc.dossier.reused";
    public const string FeeBearing = "payment.dossier.fee_bearing";
    public const string FeePaidOnline = "payment.dossier.fee_paid_online";

    /// <summary>Money, not dossiers.</summary>
    public const string FeesCollected = "payment.fee.collected";
    public const string FeesCollectedOnline = "payment.fee.collected_online";

    public const string Transactions = "payment.transaction.dvcqg_online";
    public const string FeeProcedures = "procedure.fee.total";
    public const string FeeProceduresPaid = "procedure.fee.dvcqg_paid";
    public const string ProceduresOfCompetence = "procedure.competence";
    public const string ProceduresOpened = "procedure.onestop.opened";

    /// <summary>Metrics of the dossiers, in the order of <see cref="TruthDays"/>.</summary>
    public static IReadOnlyList<string> OfDossiers { get; } =
    [
        Received, ReceivedOnline, OnlineVerified, Completed, ResultElectronic, FullOnline, Digitised, WithComponents, Reused, FeeBearing, FeePaidOnline,
    ];

    /// <summary>Metrics that a snapshot row carries.</summary>
    public static IReadOnlyList<string> OfSnapshots { get; } =
    [
        Received, ReceivedOnline, Completed, ResultElectronic, FeeBearing, FeePaidOnline, Transactions,
        FeeProcedures, FeeProceduresPaid, ProceduresOfCompetence, ProceduresOpened,
    ];

    public static bool IsAdditive(string metric) => !metric.StartsWith("procedure.", StringComparison.Ordinal);
}
