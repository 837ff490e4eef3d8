using IntegrationHub.Connectors.Http.Mappings;

namespace IntegrationHub.Connectors.NationalPortalPayments;

/// <summary>Payments of public services on the National Public Service Portal (Cổng Dịch vụ công quốc gia).</summary>
public sealed class NationalPortalPaymentsModule : MappedModule
{
    public const string StatisticsStreamName = "statistics";
    public const string TransactionsStreamName = "transactions";

    public override string Key => "national-portal-payments";

    public override string NameVi => "Thanh toán trực tuyến trên Cổng Dịch vụ công quốc gia";

    public override string NameEn => "Online payments on the national portal";

    public override string Stability => "alpha";

    public override string Owner => "IntegrationHub";

    public override IReadOnlyList<StreamDescription> Streams { get; } =
    [
        new(StatisticsStreamName, "Số liệu thanh toán theo tháng", "Payment counts per month", StreamKind.Snapshots, "phamVi|MaDinhDanh|thang"),
        new(TransactionsStreamName, "Giao dịch thanh toán", "Payment transactions", StreamKind.Records, "MaThamChieu"),
    ];

    public override IReadOnlyList<OptionDescription> Options => NationalPortalPaymentsOptions.Descriptions;

    public override IConnector Create(ConnectorContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new NationalPortalPaymentsConnector(
            NationalPortalPaymentsOptions.Read(context), MapOf(StatisticsStreamName, context.Definitions), MapOf(TransactionsStreamName, context.Definitions), context.Clock);
    }
}
