using IntegrationHub.Connectors.Http.Mappings;

namespace IntegrationHub.Connectors.DocumentManagement;

/// <summary>The provincial system for documents and work (quản lý văn bản và điều hành) and the document axis that it sends over.</summary>
public sealed class DocumentManagementModule : MappedModule
{
    public const string StatisticsStreamName = "statistics";
    public const string DocumentStreamName = "documents";

    public override string Key => "document-management";

    public override string NameVi => "Hệ thống quản lý văn bản và điều hành";

    public override string NameEn => "Document management system";

    public override string Stability => "alpha";

    public override string Owner => "IntegrationHub";

    public override IReadOnlyList<StreamDescription> Streams { get; } =
    [
        new(StatisticsStreamName, "Số liệu văn bản và hồ sơ công việc theo tháng", "Counts of documents and work files per month", StreamKind.Snapshots, "maDinhDanh|kyBaoCao"),
        new(DocumentStreamName, "Văn bản gửi qua trục liên thông", "Documents sent over the exchange axis", StreamKind.Records, "docId"),
    ];

    public override IReadOnlyList<OptionDescription> Options => DocumentManagementOptions.Descriptions;

    public override IConnector Create(ConnectorContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var options = DocumentManagementOptions.Read(context);
        return new DocumentManagementConnector(options, context.Clock, MapOf(StatisticsStreamName, context.Definitions), MapOf(DocumentStreamName, context.Definitions));
    }
}
