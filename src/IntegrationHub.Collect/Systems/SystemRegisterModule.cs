using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using IntegrationHub.Connectors;

namespace IntegrationHub.Collect.Systems;

/// <summary>
/// The hub's own register of systems as a source: there is nothing to ask elsewhere, so it is no connector's folder, and what it counts
/// goes through archive, bus and ledger like what any source reports.
/// </summary>
public sealed class SystemRegisterModule : ConnectorModule
{
    public override string Key => SystemRegister.Connector;

    public override string NameVi => "Danh mục hệ thống thông tin của hub";

    public override string NameEn => "The hub's own register of systems";

    public override string Stability => "development";

    public override string Owner => "IntegrationHub";

    public override IReadOnlyList<StreamDescription> Streams { get; } = [new(SystemRegister.Stream, "Cơ sở dữ liệu nền tảng đã kết nối, chia sẻ", "Foundation databases connected and shared", StreamKind.Snapshots, "day|system")];

    public override IReadOnlyList<OptionDescription> Options => [];

    public override IReadOnlyList<IStreamMapping> Mappings { get; } = [new RegisterMapping()];

    public override IConnector Create(ConnectorContext context) => new NothingToAsk();

    /// <summary>Version 1. A record is a system on a day; it counts for its owner.</summary>
    private sealed class RegisterMapping : IStreamMapping
    {
        public string Stream => SystemRegister.Stream;

        public int Version => 1;

        public MappingResult Map(string key, JsonElement body)
        {
            var owner = body.TryGetProperty("owner", out var unit) ? unit.GetString() : null;
            if (!body.GetProperty("listed").GetBoolean() || owner is null)
            {
                return new Mapped(owner ?? "", []);
            }

            var day = DateOnly.ParseExact(body.GetProperty("day").GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture);
            var values = new List<MappedValue> { new("database.foundation.total", day, day.AddDays(1), 1) };
            if (body.GetProperty("isClear").GetBoolean())
            {
                values.Add(new("database.foundation.connected_shared", day, day.AddDays(1), body.GetProperty("connected").GetBoolean() ? 1 : 0));
            }

            return new Mapped(owner, values);
        }
    }

    private sealed class NothingToAsk : IConnector
    {
        public Task<IReadOnlyList<TestStep>> TestAsync(CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<TestStep>>([new TestStep("register", true, "systems.yaml of the applied catalogue and the sources that name their systems") { DetailVi = "systems.yaml của danh mục đang áp dụng và các nguồn nêu hệ thống của mình" }]);

        public async IAsyncEnumerable<Page> PullAsync(PullRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.CompletedTask;
            yield break;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
