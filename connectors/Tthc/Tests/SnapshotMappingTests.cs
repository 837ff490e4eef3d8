using System.Text.Json;
using IntegrationHub.Connectors.Tthc.Snapshots;
using Xunit;

namespace IntegrationHub.Connectors.Tthc.Tests;

public sealed class SnapshotMappingTests
{
    [Theory]
    [InlineData("thang", "2", "2024-02-01", "2024-03-01")]
    [InlineData("quy", "4", "2024-10-01", "2025-01-01")]
    [InlineData("nam", "0", "2024-01-01", "2025-01-01")]
    public void Kind_and_number_of_the_period_give_its_interval(string kind, string number, string from, string to)
    {
        var value = Assert.Single(Assert.IsType<Mapped>(Map("DonVi", kind, number, "\"TiepNhanTrongKy\":\"1.234\"")).Values);
        Assert.Equal(new MappedValue("tthc.dossier.received", DateOnly.Parse(from, System.Globalization.CultureInfo.InvariantCulture), DateOnly.Parse(to, System.Globalization.CultureInfo.InvariantCulture), 1234, "own"), value);
    }

    [Theory]
    [InlineData("DonVi", "own")]
    [InlineData("ToanTinh", "subtree")]
    [InlineData("TongDonViCon", "subtree")]
    [InlineData("SoBanNganh", "level:province")]
    [InlineData("QuanHuyen", "level:district")]
    [InlineData("XaPhuong", "level:commune")]
    public void Roll_up_rows_keep_the_scope_that_they_are_about(string rollUp, string scope) =>
        Assert.All(Assert.IsType<Mapped>(Map(rollUp, "thang", "2", "\"TiepNhanTrongKy\":\"5\",\"ThuTuc\":\"7\"")).Values, value => Assert.Equal(scope, value.Scope));

    [Fact]
    public void Branches_of_the_land_registry_overlap_others_and_are_ignored() =>
        Assert.IsType<Ignored>(Map("ChiNhanhVPDK", "thang", "2", "\"TiepNhanTrongKy\":\"5\""));

    [Theory]
    [InlineData("\"TiepNhanTrongKy\":\"-3\"", "E_NEGATIVE", "-3")]
    [InlineData("\"TiepNhanTrongKy\":\"NaN\"", "E_NOT_A_NUMBER", "NaN")]
    [InlineData("\"TiepNhanTrongKy\":\"12.5\"", "E_NOT_A_NUMBER", "12.5")]
    [InlineData("\"TiepNhanTrongKy\":\"5\",\"TiepNhanTrucTuyen\":\"6\"", "E_NUMERATOR_ABOVE_DENOMINATOR", "6 > 5")]
    [InlineData("\"HoSoDaXuLyXong\":\"5\",\"HoSoDaXuLyXongCoKetQuaDienTu\":\"6\"", "E_NUMERATOR_ABOVE_DENOMINATOR", "6 > 5")]
    [InlineData("\"soLieuRaw\":\"{xxxx\"", "E_NESTED_JSON", "{xxxx")]
    [InlineData("\"khac\":\"1\"", "E_NO_COUNTS", null)]
    public void Bad_counts_refuse_the_row_with_agency_and_day(string counts, string code, string? sample)
    {
        var refused = Assert.IsType<Refused>(Map("DonVi", "thang", "2", counts));
        Assert.Equal((code, sample, "H02.36", new DateOnly(2024, 2, 1)), (refused.Code, refused.Sample, refused.Agency, refused.Day));
    }

    [Theory]
    [InlineData("thang", "13")]
    [InlineData("quy", "0")]
    [InlineData("nam", "1")]
    [InlineData("tuan", "1")]
    public void Period_that_does_not_exist_is_refused(string kind, string number) =>
        Assert.Equal("E_BAD_PERIOD", Assert.IsType<Refused>(Map("DonVi", kind, number, "\"TiepNhanTrongKy\":\"5\"")).Code);

    [Fact]
    public void Absent_count_is_missing_and_not_zero() =>
        Assert.Equal(["tthc.dossier.received"], Assert.IsType<Mapped>(Map("DonVi", "thang", "2", "\"TiepNhanTrongKy\":\"0\"")).Values.Select(value => value.Metric));

    [Theory]
    [InlineData("Tháng", "thang")]
    [InlineData("Tha\u0301ng", "thang")]
    [InlineData("THANG", "thang")]
    [InlineData("Quý", "quy")]
    [InlineData("Quy\u0301", "quy")]
    [InlineData("Năm", "nam")]
    [InlineData("Na\u0306m", "nam")]
    public void Names_of_periods_are_read_in_every_normalization(string text, string token) =>
        Assert.Equal(token, SnapshotPeriod.KindToken(SnapshotPeriod.ParseKind(text)!.Value));

    private static MappingResult Map(string rollUp, string kind, string number, string counts) => Maps.Snapshots.Map(
        "key", JsonElement.Parse($$"""{"loaiThongKe":"{{rollUp}}","maDinhDanh":"H02.36","loaiThoiGian":"{{kind}}","ky":"{{number}}","nam":"2024",{{counts}}}"""));
}
