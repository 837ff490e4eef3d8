using System.Text.Json;
using IntegrationHub.Api.Sources;
using IntegrationHub.Connectors;
using IntegrationHub.Store.Catalogue;

namespace IntegrationHub.Api.Tests.Sources;

/// <summary>A connector that only says of itself what a form needs; the real ones are tried out in the host's tests.</summary>
internal sealed class FormTrials : ISourceTrials
{
    public IReadOnlyList<ConnectorModule> Connectors { get; } = [new FormModule("tthc"), new FormModule("files")];

    public Task AppliedAsync(ActiveCatalogue active, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<IReadOnlyList<TestStep>> TestAsync(SourceTrial trial, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<TestStep>>([new("configuration", true, "fine"), new("address", false, "E_SOURCE_UNREACHABLE: not known", FailureCategory.Unavailable)]);

    public Task<SourcePreview> PreviewAsync(SourceTrial trial, PreviewWish wish, CancellationToken cancellationToken) => Task.FromResult(new SourcePreview([], null));

    private sealed class FormModule(string key) : ConnectorModule
    {
        public override string Key => key;

        public override string NameVi => "Hệ thống thử";

        public override string NameEn => "Trial system";

        public override string Stability => "beta";

        public override string Owner => "tests";

        public override IReadOnlyList<StreamDescription> Streams { get; } =
        [
            new("period-snapshots", "Số liệu kỳ", "Counts of periods", StreamKind.Snapshots, "đơn vị và kỳ"), new("dossiers", "Hồ sơ", "Cases", StreamKind.Records, "số hồ sơ"),
        ];

        public override IReadOnlyList<OptionDescription> Options { get; } =
        [
            new("baseUrl", OptionType.Url, "Địa chỉ", "Address", "Địa chỉ gốc.", "Root address.", Required: true, Example: "https://example.gov.vn"),
            new("username", OptionType.Text, "Tài khoản", "User", "Tài khoản chỉ đọc.", "A read-only account.", Required: true),
            new("password", OptionType.Secret, "Mật khẩu", "Password", "Chỉ ghi.", "Write-only.", Required: true),
            new("pageSize", OptionType.Number, "Mỗi lần", "Page size", "Số bản ghi.", "Records.", Default: "100", Minimum: 1, Maximum: 1000),
            new("level", OptionType.Choice, "Cấp", "Level", "Cấp nào.", "Which level.", Default: "all") { Choices = ["all", "commune"] },
        ];

        public override IReadOnlyList<IStreamMapping> Mappings => [];

        public override IConnector Create(ConnectorContext context) => throw new NotSupportedException();
    }
}
