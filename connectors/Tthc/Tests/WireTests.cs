using System.Text;
using System.Text.Json;
using IntegrationHub.Connectors.Http;
using IntegrationHub.Connectors.Tthc.Dossiers;
using IntegrationHub.Connectors.Tthc.Snapshots;
using Xunit;

namespace IntegrationHub.Connectors.Tthc.Tests;

/// <summary>Answers in the shapes that the systems are known for, word for word.</summary>
public sealed class WireTests
{
    private static readonly DateTimeOffset SentAt = new(2024, 12, 20, 1, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("""{"error_code":0,"data":[{"MaHoSo":"H02.36-240823-0001","TrangThaiHoSo":"4","NgayTiepNhan":"20240823093000"}]}""")]
    [InlineData("""{"error_code":"00","result":[{"mahoso":"H02.36-240823-0001","trangThaiHoSo":4,"ngayTiepNhan":"23/08/2024 09:30:00"}]}""")]
    [InlineData("""{"message":"{\"result\":[{\"MaHoSo\":\"H02.36-240823-0001\",\"TrangThaiHoSo\":\"4\",\"NgayTiepNhan\":\"2024-08-23\"}]}"}""")]
    [InlineData("""{"error_code":"0","data":[{"MaHoSo":"H02.36-240823-0001","TrangThaiHoSo":"2"},{"MaHoSo":"H02.36-240823-0001","TrangThaiHoSo":"4","NgayTiepNhan":"20240823"}]}""")]
    public void List_is_read_in_every_spelling(string body)
    {
        var row = Assert.Single(DossierListReader.Read(Utf8(body), "test", SentAt).Rows);
        Assert.Equal(("H02.36-240823-0001", new DateOnly(2024, 8, 23)), (row.Key, row.Day));
        Assert.StartsWith("4 ", row.Stamp, StringComparison.Ordinal);
    }

    [Fact]
    public void Row_without_number_is_known_by_its_digest_and_keeps_nothing_of_the_person()
    {
        var row = Assert.Single(DossierListReader.Read(Utf8("""{"error_code":"0","data":[{"ChuHoSo":"Nguyễn Thị Thử","NgayTiepNhan":"20240823"}]}"""), "test", SentAt).Rows);
        Assert.Null(row.Key);
        Assert.Equal(16, row.Stamp.Length);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"error_code":"0"}""")]
    [InlineData("""{"error_code":"0","data":null}""")]
    [InlineData("""{"error_code":"0","data":{}}""")]
    [InlineData("""{"error_code":"0","data":[{"MaHoSo":"H02""")]
    [InlineData("")]
    public void What_is_no_list_is_a_fault_and_never_an_empty_list(string body) =>
        Assert.Equal("E_SOURCE_JSON", Assert.Throws<ConnectorException>(() => DossierListReader.Read(Utf8(body), "test", SentAt)).Code);

    [Fact]
    public void Empty_list_is_an_answer() => Assert.Empty(DossierListReader.Read(Utf8("""{"error_code":"0","data":[]}"""), "test", SentAt).Rows);

    [Fact]
    public void Fields_that_the_system_adds_are_noted_by_name()
    {
        var watch = new FieldWatch([]);
        DossierDetailReader.Read(Utf8("""{"error_code":"0","result":{"maHoSo":"H02.36-240823-0001","chuHoSo":"Nguyễn Thị Thử","NgayTra":"","truongMoi":"1","TaiLieuNop":[{"trongDanhSach":1}],"Nguyễn Thị Thử":1}}"""), "test", SentAt, "H02.36-240823-0001", watch);
        Assert.Equal(["truongMoi"], watch.Added);
    }

    [Fact]
    public void Detail_keeps_the_listed_fields_alone()
    {
        var detail = DossierDetailReader.Read(Utf8("""
            {"error_code":"0","result":[{"maHoSo":"H02.36-240823-0001","MaTTHC":"1.003560.000.00.00.H02","ChuHoSo":"Nguyễn Thị Thử","SoDienThoai":"0995550001",
             "KenhThucHien":null,"TrangThaiHoSo":"Nguyễn Thị Thử","NgayTiepNhan":"099245550001","NgayHenTra":"","NgayTra":"20240901",
             "TaiLieuNop":[{"TenTepDinhKem":"CCCD Nguyễn Thị Thử.pdf","IsDeleted":"False","DuocSoHoa":"1","DuocTaiSuDung":"0"}],
             "DanhSachLePhi":[{"TenPhiLePhi":"Phí","Gia":"50000"}],"DanhSachGiayToKetQua":[{"DuongDanTepTinKetQua":"https://kho/099245550001.pdf"},{"DuongDanTepTinKetQua":""}]}]}
            """), "test", SentAt, "H02.36-240823-0001", new FieldWatch([]));
        Assert.Equal(
            """{"MaHoSo":"H02.36-240823-0001","TrangThaiHoSo":"(unreadable)","NgayTiepNhan":"(unreadable)","NgayTra":"20240901","TaiLieuNop":[{"IsDeleted":"False","DuocSoHoa":"1","DuocTaiSuDung":"0"}],"DanhSachLePhi":[{"Gia":"50000"}],"DanhSachGiayToKetQua":[{"coTep":true},{"coTep":false}]}""",
            detail.Body!.Value.GetRawText());
    }

    [Fact]
    public void Refused_detail_is_an_outcome_and_not_a_fault()
    {
        var detail = DossierDetailReader.Read(Utf8("""{"error_code":"1","message":"Không tìm thấy hồ sơ","result":null}"""), "test", SentAt, "H02.36-240823-0001", new FieldWatch([]));
        Assert.Null(detail.Body);
        Assert.Equal("E_REJECTED", detail.Refusal!.Code);
    }

    [Fact]
    public void Snapshot_row_loses_shares_points_and_what_nobody_asked_for()
    {
        var page = SnapshotReader.Read(Utf8("""
            {"data":[{"id":"1","loaiThoiGian":"Tháng","ky":3,"nam":2024,"loaiThongKe":"DonVi","maDinhDanh":"H02.36",
              "soLieu":"{\"TiepNhanTrongKy\":1.0E+3,\"TiepNhanTrucTuyen\":\"1.000\",\"TiepNhanTrucTuyenTyLe\":99.9,\"DiemCongKhai\":6,\"ThuTuc\":null}","totalCount":1}],"totalCount":1}
            """), "test", SentAt, new SnapshotPeriod(SnapshotPeriodKind.Thang, 3, 2024), new FieldWatch([]));
        var reading = Assert.Single(page.Readings);
        Assert.Equal("DonVi|H02.36|thang|3|2024", reading.Key);
        Assert.Equal(
            """{"loaiThongKe":"DonVi","maDinhDanh":"H02.36","loaiThoiGian":"thang","ky":"3","nam":"2024","TiepNhanTrongKy":"1.0E\u002B3","TiepNhanTrucTuyen":"1.000"}""",
            reading.Body.GetRawText());
        Assert.Equal([1000m, 1000m], Assert.IsType<Mapped>(Maps.Snapshots.Map(reading.Key, reading.Body)).Values.Select(value => value.Amount));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("""{"v":2,"stream":"dossiers","backfill":null,"agencies":{}}""")]
    [InlineData("""{"v":1,"stream":"period-snapshots","readOn":null,"next":null,"backfill":null}""")]
    [InlineData("""{"v":1,"stream":"dossiers","backfill":null,"agencies":{"H02.36":[20241332,20241201,2900,null]}}""")]
    [InlineData("""{"v":1,"stream":"dossiers","backfill":null,"agencies":{"H02.36":[20241201]}}""")]
    public void Damaged_cursor_stops_with_a_remedy(string cursor)
    {
        var fault = Assert.Throws<ConnectorException>(() => DossierCursor.Parse(cursor, Hub.Ask(TthcModule.DossierStreamName), "tthc-test"));
        Assert.Equal((FailureCategory.Configuration, "E_CURSOR"), (fault.Category, fault.Code));
        Assert.Contains("hub source reset tthc-test", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Thirteen_weeks_visit_each_of_thirteen_months_once()
    {
        var day = new DateOnly(2024, 12, 2);
        var visited = new List<DateOnly>();
        for (var week = 0; week < 13; week++, day = day.AddDays(7))
        {
            visited.AddRange(ReconcileWeeks.MonthsDue(ReconcileWeeks.Of(day) - 1, day).Select(month => month.From));
        }

        Assert.Equal(13, visited.Distinct().Count());
        Assert.Equal(13, ReconcileWeeks.MonthsDue(ReconcileWeeks.Of(day) - 50, day).Count());
        Assert.Empty(ReconcileWeeks.MonthsDue(ReconcileWeeks.Of(day), day));
    }

    private static ReadOnlyMemory<byte> Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
