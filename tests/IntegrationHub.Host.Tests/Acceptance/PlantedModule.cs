using System.Runtime.CompilerServices;
using IntegrationHub.Connectors;

namespace IntegrationHub.Host.Tests.Acceptance;

/// <summary>A connector with one thing wrong, to see that the kit finds it.</summary>
internal sealed class PlantedModule : ConnectorModule
{
    public IReadOnlyList<OptionDescription> PlantedOptions { get; init; } =
    [
        new("baseUrl", OptionType.Url, "Địa chỉ", "Address", "Địa chỉ gốc.", "Root address.", Required: true, Example: "https://x.example.gov.vn"),
        new("password", OptionType.Secret, "Mật khẩu", "Password", "Tham chiếu.", "A reference.", Example: "env:X"),
    ];

    public bool LeaksItsPassword { get; init; }

    public bool ChangesItsMind { get; init; }

    public string PlantedKey { get; init; } = "ckan";

    public override string Key => PlantedKey;

    public override string NameVi => "Thử nghiệm";

    public override string NameEn => "Planted";

    public override string Stability => "development";

    public override string Owner => "IntegrationHub";

    public override IReadOnlyList<StreamDescription> Streams => [new("datasets", ChangesItsMind ? Guid.NewGuid().ToString() : "Bộ dữ liệu", "Datasets", StreamKind.Snapshots, "id")];

    public override IReadOnlyList<OptionDescription> Options => PlantedOptions;

    public override IReadOnlyList<IStreamMapping> Mappings => [];

    public override IConnector Create(ConnectorContext context) => new Planted(LeaksItsPassword ? context.Options["password"] : "***");

    private sealed class Planted(string said) : IConnector
    {
        public Task<IReadOnlyList<TestStep>> TestAsync(CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<TestStep>>([new("sign-in", false, $"refused for hub:{said}", FailureCategory.Authentication)]);

        public async IAsyncEnumerable<Page> PullAsync(PullRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.CompletedTask;
            yield break;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
