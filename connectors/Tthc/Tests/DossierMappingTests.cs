using System.Text.Json;
using IntegrationHub.Connectors.Tthc.Dossiers;
using Xunit;

namespace IntegrationHub.Connectors.Tthc.Tests;

public sealed class DossierMappingTests
{
    private const string Key = "H02.36.07-240823-0001";

    [Fact]
    public void Completed_online_dossier_counts_on_both_of_its_days()
    {
        var mapped = Assert.IsType<Mapped>(Map("""
            {"TrangThaiHoSo":"10","KenhThucHien":"2","NgayTiepNhan":"20240823093000","NgayKetThucXuLy":"20240828100000","NgayTra":"20240901080000",
             "TaiKhoanDuocXacThucVoiVNeID":"1","HoSoCoThanhPhanSoHoa":"1","DuocThanhToanTrucTuyen":"2",
             "TaiLieuNop":[{"IsDeleted":"False","DuocSoHoa":"1","DuocTaiSuDung":"2"}],"DanhSachLePhi":[{"Gia":"0"},{"Gia":"50000"}],
             "DanhSachGiayToKetQua":[{"coTep":false},{"coTep":true}]}
            """));
        Assert.Equal("H02.36.07", mapped.Agency);
        Assert.Equal(
            [
                "tthc.dossier.received", "tthc.dossier.received_online", "tthc.dossier.online_verified", "tthc.dossier.with_components", "tthc.dossier.reused",
                "payment.dossier.fee_bearing", "payment.dossier.fee_paid_online",
            ],
            MetricsOn(mapped, new DateOnly(2024, 8, 23)));
        Assert.Equal(
            ["tthc.dossier.completed", "tthc.dossier.result_electronic", "tthc.dossier.full_online", "tthc.dossier.digitised"],
            MetricsOn(mapped, new DateOnly(2024, 8, 28)));
        Assert.Equal(11, mapped.Values.Count);
        Assert.All(mapped.Values, value => Assert.Equal((1m, value.From.AddDays(1), "own"), (value.Amount, value.To, value.Scope)));
    }

    [Theory]
    [InlineData("1", 0)] // Registered: not received yet.
    [InlineData("2", 1)]
    [InlineData("3", 0)] // Refused: never received.
    [InlineData("4", 1)]
    [InlineData("5", 1)]
    [InlineData("6", 1)]
    [InlineData("7", 1)]
    [InlineData("8", 1)]
    [InlineData("9", 2)]
    [InlineData("10", 2)]
    public void Status_decides_between_received_and_completed(string status, int values) =>
        Assert.Equal(values, Assert.IsType<Mapped>(Map($$"""{"TrangThaiHoSo":"{{status}}","NgayTiepNhan":"20240823093000","NgayKetThucXuLy":"20240828100000"}""")).Values.Count);

    [Fact]
    public void Returned_day_stands_in_for_a_missing_end_of_processing()
    {
        var mapped = Assert.IsType<Mapped>(Map("""{"TrangThaiHoSo":"10","NgayTiepNhan":"20240823","NgayKetThucXuLy":"","NgayTra":"20240901080000"}"""));
        Assert.Equal(["tthc.dossier.completed"], MetricsOn(mapped, new DateOnly(2024, 9, 1)));
    }

    [Fact]
    public void Deleted_documents_do_not_count()
    {
        var mapped = Assert.IsType<Mapped>(Map("""
            {"TrangThaiHoSo":"9","NgayTiepNhan":"20240823","NgayKetThucXuLy":"20240824","HoSoCoThanhPhanSoHoa":"1",
             "TaiLieuNop":[{"IsDeleted":"True","DuocSoHoa":"1","DuocTaiSuDung":"1"}],"DanhSachGiayToKetQua":[{"coTep":true}]}
            """));
        Assert.DoesNotContain(mapped.Values, value => value.Metric is "tthc.dossier.reused" or "tthc.dossier.digitised");
        Assert.Contains(mapped.Values, value => value.Metric == "tthc.dossier.with_components");
    }

    [Fact]
    public void Absent_channel_counts_as_the_counter() =>
        Assert.DoesNotContain(Assert.IsType<Mapped>(Map("""{"TrangThaiHoSo":"2","NgayTiepNhan":"20240823","TaiKhoanDuocXacThucVoiVNeID":"1"}""")).Values,
            value => value.Metric is "tthc.dossier.received_online" or "tthc.dossier.online_verified");

    [Theory]
    [InlineData("""{"TrangThaiHoSo":"77","NgayTiepNhan":"20240823"}""", "E_UNKNOWN_STATUS", "77", true)]
    [InlineData("""{"NgayTiepNhan":"20240823"}""", "E_UNKNOWN_STATUS", "(missing)", true)]
    [InlineData("""{"TrangThaiHoSo":"2","NgayTiepNhan":"08/23/2024"}""", "E_BAD_DATE", "08/23/2024", false)]
    [InlineData("""{"TrangThaiHoSo":"2"}""", "E_BAD_DATE", "(missing)", false)]
    [InlineData("""{"TrangThaiHoSo":"9","NgayTiepNhan":"20240823"}""", "E_BAD_DATE", "(missing)", true)]
    [InlineData("""{"TrangThaiHoSo":"9","NgayTiepNhan":"20240823","NgayKetThucXuLy":"25670823","NgayTra":"20240823"}""", "E_BAD_DATE", "25670823", true)]
    [InlineData("""{"TrangThaiHoSo":"2","NgayTiepNhan":"20240823","KenhThucHien":"7"}""", "E_UNKNOWN_VALUE", "7", true)]
    [InlineData("""{"TrangThaiHoSo":"2","NgayTiepNhan":"20240823","DanhSachLePhi":[{"Gia":"(unreadable)"}]}""", "E_NOT_A_NUMBER", "(unreadable)", true)]
    public void What_cannot_be_read_is_refused_with_its_reason(string body, string code, string sample, bool knowsDay)
    {
        var refused = Assert.IsType<Refused>(Map(body));
        Assert.Equal((code, sample, "H02.36.07"), (refused.Code, refused.Sample, refused.Agency));
        Assert.Equal(knowsDay ? new DateOnly(2024, 8, 23) : null, refused.Day);
    }

    [Fact]
    public void Number_in_the_old_form_belongs_to_the_agency_in_front_of_it() =>
        Assert.Equal("000.07.36.H02", Assert.IsType<Mapped>(Maps.Dossiers.Map("000.07.36.h02-240823-0001", JsonElement.Parse("""{"TrangThaiHoSo":"1"}"""))).Agency);

    private static MappingResult Map(string body) => Maps.Dossiers.Map(Key, JsonElement.Parse(body));

    private static IEnumerable<string> MetricsOn(Mapped mapped, DateOnly day) => mapped.Values.Where(value => value.From == day).Select(value => value.Metric);
}
