using IntegrationHub.Connectors.Http.Mappings;

namespace IntegrationHub.Connectors.Reporting;

/// <summary>The provincial reporting system (hệ thống thông tin báo cáo).</summary>
public sealed class ReportingModule : MappedModule
{
    public const string ReportStreamName = "reports";

    public override string Key => "reporting";

    public override string NameVi => "Hệ thống thông tin báo cáo";

    public override string NameEn => "Reporting system";

    public override string Stability => "alpha";

    public override string Owner => "IntegrationHub";

    public override IReadOnlyList<StreamDescription> Streams { get; } =
    [
        new(ReportStreamName, "Báo cáo đến hạn", "Reports due", StreamKind.Records, "maBaoCao"),
    ];

    public override IReadOnlyList<OptionDescription> Options => ReportingOptions.Descriptions;

    public override IConnector Create(ConnectorContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new ReportingConnector(ReportingOptions.Read(context), context.Clock, MapOf(ReportStreamName, context.Definitions));
    }
}
