namespace IntegrationHub.Simulators.Faults;

/// <summary>A field that a fault can change, and the answers that it stands in.</summary>
/// <param name="Path">Part of the path.</param>
/// <param name="Row">The first row of a list that is used: before it may stand sums, which nobody reads.</param>
public sealed record TraitField(string Path, string Name, int Row = 0);

/// <summary>A list that is given page by page.</summary>
/// <param name="ByOffset">The page parameter holds the first row.</param>
/// <param name="ToEnd">The size parameter holds the row after the last.</param>
public sealed record TraitPaging(string Path, string PageParameter, string SizeParameter, bool ByOffset = false, bool ToEnd = false);

/// <summary>Where in a simulated source a line of the fault list can take hold. What is null, the source does not have.</summary>
public sealed record SourceTraits(string Source)
{
    /// <summary>Part of the path of its data; null for a folder or a database.</summary>
    public string? Data { get; init; }

    /// <summary>Part of the path that a token or session is given out at.</summary>
    public string? SignIn { get; init; }

    public TraitPaging? Paging { get; init; }

    public TraitField? Agency { get; init; }

    public TraitField? Count { get; init; }

    public TraitField? Day { get; init; }

    public TraitField? Code { get; init; }

    public TraitField? Key { get; init; }

    /// <summary>Whether a reused key shows: its records have a field that they keep for life.</summary>
    public bool ShowsReusedKeys { get; init; }

    /// <summary>
    /// The age in days of a backup that shows when it is restored, in a world of the size of a test. Null: too little of what is read again has changed in ten days, or
    /// nothing of it can only rise (stocks of a day, months that are told when they are over).
    /// </summary>
    public int? RestoreShows { get; init; }

    /// <summary>Whether its records are only counted together, so that one that cannot be read spoils the count.</summary>
    public bool CountsTogether { get; init; }

    /// <summary>
    /// Whether its counts are beyond the floor of the jump rule, below which nobody is asked: tenfold of a few is still a few. Most simulated sources are a
    /// five-hundredth of a real one, and an office has one one-stop shop in any size.
    /// </summary>
    public bool HasLargeCounts { get; init; }

    public bool IsFolder { get; init; }

    public bool IsDatabase { get; init; }

    public static IReadOnlyList<SourceTraits> All { get; } =
    [
        new(DemoSources.TthcId)
        {
            Data = "SearchSoLieuBaoCaoTheoKy", SignIn = "/api/tokens", Paging = new("SearchSoLieuBaoCaoTheoKy", "pageNumber", "pageSize"),
            Agency = new("SearchSoLieuBaoCaoTheoKy", "maDinhDanh"), Count = new("SearchSoLieuBaoCaoTheoKy", "TiepNhanTrongKy"),
            RestoreShows = 1,
        },
        new("tthc-qd766-bac-giang") { Data = "/QuyetDinh766s/", SignIn = "/api/tokens", Agency = new("/QuyetDinh766s/", "maDinhDanh"), RestoreShows = 1 },
        new("tthc-opencps-luc-ngan")
        {
            Data = "/rest/statistics", Paging = new("/rest/statistics", "start", "end", ByOffset: true, ToEnd: true),
            Agency = new("/rest/statistics", "govAgencyCode", Row: 2), Count = new("/rest/statistics", "receivedCount", Row: 2),
        },
        new("document-management-bac-giang")
        {
            Data = "/v1/thongke/van-ban", SignIn = "/v1/auth/login",
            Agency = new("/v1/thongke/van-ban", "maDinhDanh"), Count = new("/v1/thongke/van-ban", "vanBanDi"), HasLargeCounts = true, Day = new("/v1/thongke/van-ban", "kyBaoCao"),
        },
        new("reporting-bac-giang")
        {
            Data = "/api/v1/bao-cao", SignIn = "/api/v1/dang-nhap", Paging = new("/api/v1/bao-cao", "pageIndex", "pageSize"),
            Agency = new("/api/v1/bao-cao", "maDinhDanh"), Day = new("/api/v1/bao-cao", "hanGui"), Code = new("/api/v1/bao-cao", "trangThai"), Key = new("/api/v1/bao-cao", "maBaoCao"),
            ShowsReusedKeys = true, RestoreShows = 10,
        },
        new("national-portal-payments-bac-giang")
        {
            Data = "/api/v1/", SignIn = "/api/tokens", Paging = new("/GiaoDichThanhToans", "pageNumber", "pageSize"),
            Agency = new("/GiaoDichThanhToans", "MaDonVi"), Count = new("/QuyetDinh766s/TTTT", "tongCoNghiaVuTaiChinh"), Day = new("/GiaoDichThanhToans", "ThoiGianGD"),
            Code = new("/GiaoDichThanhToans", "TrangThaiGD"), Key = new("/GiaoDichThanhToans", "MaThamChieu"),
            ShowsReusedKeys = true, RestoreShows = 10,
        },
        new("registers-bac-giang")
        {
            Data = "/api/v1/registers/", SignIn = "/token", Paging = new("/api/v1/registers/", "page", "size"),
            Agency = new("/registers/cameras", "maDinhDanh"), Count = new("/registers/cameras", "soBoPhan"), Day = new("/registers/cameras", "ngay"),
            Code = new("/registers/inspections", "trangThai"), Key = new("/registers/inspections", "maCuoc"),
        },
        new("doanh-nghiep")
        {
            Data = "/api/v1/thong-ke/dnnvv", Paging = new("/api/v1/thong-ke/dnnvv", "trang", "soDong"),
            Agency = new("/api/v1/thong-ke/dnnvv", "maHuyen"), Count = new("/api/v1/thong-ke/dnnvv", "soDangHoatDong"), HasLargeCounts = true, Day = new("/api/v1/thong-ke/dnnvv", "ngayChot"),
        },
        new("du-lieu-mo")
        {
            Data = "/api/3/action/package_search", Paging = new("/api/3/action/package_search", "start", "rows", ByOffset: true),
            Day = new("/api/3/action/package_search", "metadata_modified"), Code = new("/api/3/action/package_search", "state"), CountsTogether = true,
        },
        new("tep-so-lieu") { IsFolder = true },
        new("ho-so-suc-khoe") { IsDatabase = true },
    ];

    public static SourceTraits? Find(string source) => All.FirstOrDefault(t => t.Source == source)
        ?? (source.StartsWith("tep-", StringComparison.Ordinal) ? new SourceTraits(source) { IsFolder = true } : null);
}
