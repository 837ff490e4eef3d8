using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace IntegrationHub.Simulators.Tthc;

/// <summary>Writes the paging envelope and its rows; the figures of a row are JSON inside a string.</summary>
internal static class SnapshotJson
{
    private static readonly string[] FieldNames = Enum.GetNames<SnapshotField>();

    public static void WritePage(Utf8JsonWriter json, SnapshotPeriod period, IReadOnlyList<SnapshotRow> rows, int pageNumber, int pageSize)
    {
        var page = rows.Skip((int)Math.Min((long)(pageNumber - 1) * pageSize, rows.Count)).Take(pageSize).ToList();
        json.WriteStartObject();
        json.WriteStartArray("data"u8);
        var inner = new ArrayBufferWriter<byte>(2048);
        foreach (var row in page)
        {
            WriteRow(json, inner, period, row, rows.Count);
        }

        json.WriteEndArray();
        json.WriteNumber("currentPage"u8, pageNumber);
        json.WriteNumber("totalPages"u8, (int)Math.Ceiling(rows.Count / (double)pageSize));
        json.WriteNumber("totalCount"u8, rows.Count);
        json.WriteNumber("pageSize"u8, pageSize);
        json.WriteBoolean("hasPreviousPage"u8, pageNumber > 1);
        json.WriteBoolean("hasNextPage"u8, (long)pageNumber * pageSize < rows.Count);
        json.WriteEndObject();
    }

    private static void WriteRow(Utf8JsonWriter json, ArrayBufferWriter<byte> inner, SnapshotPeriod period, SnapshotRow row, int totalCount)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, string.Create(CultureInfo.InvariantCulture, $"{row.Kind}-{row.Code}-{period.FirstMonth}-{period.Months}"));
        json.WriteString("loaiThoiGian"u8, period.Type);
        json.WriteNumber("ky"u8, period.Number);
        json.WriteNumber("nam"u8, period.Year);
        json.WriteString("loaiThongKe"u8, row.Kind);
        json.WriteString("maDinhDanh"u8, row.Code);
        inner.ResetWrittenCount();
        WriteFigures(inner, period, row);
        json.WriteString("soLieu"u8, row.BrokenText ? inner.WrittenSpan[..(inner.WrittenCount / 2)] : inner.WrittenSpan);
        json.WriteNumber("totalCount"u8, totalCount);
        json.WriteEndObject();
    }

    private static void WriteFigures(ArrayBufferWriter<byte> target, SnapshotPeriod period, SnapshotRow row)
    {
        using var json = new Utf8JsonWriter(target);
        var counts = row.Counts;
        json.WriteStartObject();
        json.WriteString("MaDinhDanh"u8, row.Code);
        json.WriteString("Catalog"u8, row.Catalog);
        json.WriteString("LoaiThoiGian"u8, period.Type);
        json.WriteNumber("Ky"u8, period.Number);
        json.WriteNumber("Nam"u8, period.Year);
        for (var n = 0; n < FieldNames.Length; n++)
        {
            json.WriteNumber(FieldNames[n], counts.Sums[n]);
        }

        json.WriteNumber("ThuTuc"u8, SnapshotCounts.CountOf(counts.Competence));
        json.WriteNumber("ThuTucPhatSinhHoSo"u8, SnapshotCounts.CountOf(counts.WithDossier));
        json.WriteNumber("ThuTucCoThuPhi"u8, counts.CompetenceWithFee());
        json.WriteNumber("ThuTucCoPhatSinhThanhToanTrucTuyen"u8, SnapshotCounts.CountOf(counts.PaidOnline));
        WriteNoise(json, counts);
        json.WriteEndObject();
    }

    // Percentages and scores of the source's own making: on other definitions than ours, and to be ignored.
    private static void WriteNoise(Utf8JsonWriter json, SnapshotCounts counts)
    {
        var online = Share(counts[SnapshotField.TiepNhanTrucTuyen], counts[SnapshotField.TiepNhanTrongKy]);
        var electronic = Share(counts[SnapshotField.HoSoDaXuLyXongCoKetQuaDienTu], counts[SnapshotField.HoSoDaXuLyXong]);
        var digitized = Share(counts[SnapshotField.HoSoCoThanhPhanHoacKetQuaSoHoa], counts[SnapshotField.TiepNhanTrongKy]);
        var paid = Share(counts[SnapshotField.HoSoCoThuPhiThanhToanTrucTuyen], counts[SnapshotField.HoSoCoThuPhi]);
        json.WriteNumber("TiepNhanTrucTuyenTyLe"u8, online);
        json.WriteNumber("HoSoDaXuLyXongCoKetQuaDienTuTyLe"u8, electronic);
        json.WriteNumber("HoSoCoThanhPhanHoacKetQuaSoHoaTyLe"u8, digitized);
        json.WriteNumber("HoSoCoThuPhiThanhToanTrucTuyenTyLe"u8, paid);
        json.WriteNumber("DiemCongKhai"u8, 6);
        json.WriteNumber("DiemDongBo"u8, 6);
        json.WriteNumber("DiemThanhToan"u8, paid >= 60 ? 10 : 8);
        json.WriteNumber("DiemSoHoa"u8, digitized >= 80 ? 22 : 17.6);
        json.WriteNumber("TongDiem766"u8, 12 + (paid >= 60 ? 10 : 8) + (digitized >= 80 ? 22 : 17.6) + online / 10);
    }

    private static double Share(long part, long whole) => whole == 0 ? 0 : 100.0 * part / whole;
}
