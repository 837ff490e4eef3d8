using System.Text.Json;
using IntegrationHub.Connectors.Http;
using IntegrationHub.Connectors.Tthc.Dossiers;
using IntegrationHub.Connectors.Tthc.Snapshots;
using Xunit;

namespace IntegrationHub.Connectors.Tthc.Tests;

/// <summary>The answers in Testdata, which were constructed from the documented fields.</summary>
public sealed class SampleTests
{
    private static readonly string[] Personal = ["Nguyễn", "Trần", "0995550001", "099245550001", "nguoi-dan", "Số nhà", "kho.example", "Lĩnh vực"];

    [Fact]
    public void List_gives_each_dossier_once_in_its_last_state()
    {
        var rows = DossierListReader.Read(Sample("dossier-list.json"), "test", default).Rows;
        Assert.Equal(
            [
                new DossierRow("H02.36-240823-0001", new DateOnly(2024, 8, 23), "10 20240823093000 - - -"),
                new DossierRow("000.00.36.H02-240823-0002", new DateOnly(2024, 8, 23), "9 20240823101500 - - -"),
                new DossierRow("H02.36-240824-0001", null, "1 - - - -"),
            ],
            rows);
    }

    [Fact]
    public void Detail_maps_to_its_eleven_values_and_names_nobody()
    {
        var detail = DossierDetailReader.Read(Sample("dossier-detail.json"), "test", default, "H02.36-240823-0001", new FieldWatch([]));
        var text = detail.Body!.Value.GetRawText();
        Assert.All(Personal, value => Assert.DoesNotContain(value, JsonDocument.Parse(text).RootElement.ToString(), StringComparison.Ordinal));
        Assert.Equal(11, Assert.IsType<Mapped>(Maps.Dossiers.Map("H02.36-240823-0001", detail.Body.Value)).Values.Count);
    }

    [Fact]
    public void Snapshot_page_gives_counts_a_roll_up_and_a_refusal()
    {
        var page = SnapshotReader.Read(Sample("snapshot-page.json"), "test", default, new SnapshotPeriod(SnapshotPeriodKind.Thang, 3, 2024), new FieldWatch([]));
        var results = page.Readings.Select(reading => Maps.Snapshots.Map(reading.Key, reading.Body)).ToList();
        Assert.Equal((3, 3), (page.RowCount, page.TotalCount));
        Assert.Equal(11, Assert.IsType<Mapped>(results[0]).Values.Count);
        Assert.All(Assert.IsType<Mapped>(results[1]).Values, value => Assert.Equal("level:district", value.Scope));
        Assert.Equal("E_NESTED_JSON", Assert.IsType<Refused>(results[2]).Code);
    }

    private static ReadOnlyMemory<byte> Sample(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Testdata", name));
}
