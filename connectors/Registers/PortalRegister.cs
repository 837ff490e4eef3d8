using System.Text.Json;
using IntegrationHub.Connectors.Http;
using IntegrationHub.Connectors.Http.Mappings;

namespace IntegrationHub.Connectors.Registers;

/// <summary>
/// The component portals of communes. For today each registered site is looked at; for a past day there is nothing to look at any more, and
/// the register's own state stands, marked as that.
/// </summary>
internal sealed class PortalRegister(SourceClient client, SiteProbe probe, RegistersOptions options, MapFile map, TimeProvider clock) : Register(client, options, map)
{
    private const int SitesAtATime = 8;

    private readonly RegistersOptions _options = options;

    public override async Task<RowPage> ReadAsync(DateOnly day, int number, CancellationToken cancellationToken)
    {
        var (rows, total, sentAt) = await ReadRowsAsync(day, number, cancellationToken);
        var isToday = day == VietnamDate.DayOf(clock.GetUtcNow());
        var found = new IReadOnlyDictionary<string, string>[rows.Count];
        var (probed, unknown) = (0, 0);
        await Parallel.ForEachAsync(Enumerable.Range(0, rows.Count), new ParallelOptions { MaxDegreeOfParallelism = SitesAtATime, CancellationToken = cancellationToken }, async (index, cancel) =>
        {
            var row = rows[index];
            if (!isToday || !IsTrue(row, "dangKy") || !TryAddress(row, out var address))
            {
                found[index] = OfRegister(row, isToday);
                return;
            }

            var outcome = await probe.TryAsync(address, Names(row), cancel);
            Interlocked.Increment(ref probed);
            Interlocked.Add(ref unknown, outcome is ProbeOutcome.Unknown ? 1 : 0);
            found[index] = outcome is ProbeOutcome.Unknown ? Fault("E_PROBE_NO_ANSWER") : State(outcome is ProbeOutcome.Live, "tham-do");
        });

        // When most sites do not answer it is more likely our network than theirs, and nobody must be called "not live" for it.
        if (unknown * 2 > probed)
        {
            throw new ConnectorException(FailureCategory.Unavailable, "E_PROBE_NO_NETWORK",
                $"{_options.Source}: {unknown} of {probed} component portals gave no answer at all; the network between the hub and the sites seems to be down. It is tried again by itself, check the network and the firewall if it lasts");
        }

        var reader = new RowReader(Map);
        return PageOf(day, rows.Select((row, index) => reader.Read(row, sentAt, found[index])), rows.Count, total, sentAt, reader);
    }

    private Dictionary<string, string> OfRegister(JsonElement row, bool isToday)
    {
        if (!IsTrue(row, "dangKy"))
        {
            return State(false, "so-dang-ky");
        }

        return isToday ? Fault(Address(row) is null ? "E_NO_ADDRESS" : "E_HOST_NOT_ALLOWED") : State(IsTrue(row, "hoatDong"), "so-dang-ky");
    }

    private bool TryAddress(JsonElement row, out Uri address)
    {
        address = Address(row)!;
        return address is not null && probe.Allows(address);
    }

    private static Uri? Address(JsonElement row) => Uri.TryCreate(LooseString.Read(RowReader.Member(row, "diaChi")), UriKind.Absolute, out var address) ? address : null;

    private static List<string> Names(JsonElement row) =>
        [.. new[] { LooseString.Read(RowReader.Member(row, "tenDonVi")), LooseString.Read(RowReader.Member(row, "maDinhDanh")) }.OfType<string>().Where(name => name.Length >= 3)];

    private static bool IsTrue(JsonElement row, string name) => LooseString.Read(RowReader.Member(row, name)) is { } text && FieldValue.Canonical(text) == "1";

    private static Dictionary<string, string> State(bool isLive, string how) => new() { ["hoatDong"] = isLive ? "1" : "0", ["kiemTra"] = how };

    private static Dictionary<string, string> Fault(string code) => new() { ["loi"] = code, ["kiemTra"] = "tham-do" };
}
