namespace IntegrationHub.Connectors.Tthc.Snapshots;

/// <summary>The counts that are taken out of <c>soLieu</c>, and the metric that each feeds. Shares (TyLe) and points (Diem) are the source's own opinion and stay out.</summary>
internal static class SnapshotFields
{
    public static readonly IReadOnlyList<SnapshotField> All =
    [
        new("TiepNhanTrongKy", "tthc.dossier.received"),
        new("TiepNhanTrucTuyen", "tthc.dossier.received_online"),
        new("HoSoDaXuLyXong", "tthc.dossier.completed"),
        new("HoSoDaXuLyXongCoKetQuaDienTu", "tthc.dossier.result_electronic"),
        new("HoSoCoThuPhi", "payment.dossier.fee_bearing"),
        new("HoSoCoThuPhiThanhToanTrucTuyen", "payment.dossier.fee_paid_online"),
        new("SoLuongGiaoDichThanhToanTrucTuyen", "payment.transaction.dvcqg_online"),
        new("ThuTucCoThuPhi", "procedure.fee.total"),
        new("ThuTucCoPhatSinhThanhToanTrucTuyen", "procedure.fee.dvcqg_paid"),
        new("ThuTuc", "procedure.competence"),
        new("ThuTucPhatSinhHoSo", "procedure.onestop.opened"),
    ];

    /// <summary>Part and whole: a part above its whole is a fault of the source.</summary>
    public static readonly IReadOnlyList<(string Part, string Whole)> Parts =
    [
        ("TiepNhanTrucTuyen", "TiepNhanTrongKy"),
        ("HoSoDaXuLyXongCoKetQuaDienTu", "HoSoDaXuLyXong"),
        ("HoSoCoThuPhiThanhToanTrucTuyen", "HoSoCoThuPhi"),
        ("ThuTucCoPhatSinhThanhToanTrucTuyen", "ThuTucCoThuPhi"),
        ("ThuTucPhatSinhHoSo", "ThuTuc"),
    ];
}

internal sealed record SnapshotField(string Name, string Metric);
