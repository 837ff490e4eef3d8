using IntegrationHub.Simulators.World;

namespace IntegrationHub.Simulators.Sources.Folders;

/// <summary>
/// The folders of the demo world, one for each group of offices that reports the same: whoever has an agency code in a source is expected in each of
/// its streams.
/// </summary>
internal static class FolderSources
{
    public static IEnumerable<DemoSource> Of(ulong seed)
    {
        var all = DemoCast.Of2024.All;
        var districts = all.Where(u => u.Level == DemoLevel.District).ToList();
        var offices = all.Where(u => u.Level == DemoLevel.Province).ToList();
        yield return new FolderSource(seed, "tep-so-lieu", "Tệp số liệu của UBND cấp huyện", districts,
            new FolderSheet("telecom", true, false,
            [
                new("Dân số trưởng thành", "population.adult", 60_000, 165_000, "Người trưởng thành có điện thoại thông minh", "telecom.smartphone_user.adult", 760, 850),
                new("Số hộ gia đình", "population.household", 22_000, 66_000, "Số hộ có đường cáp quang", "telecom.fibre.household_line", 800, 880),
            ]),
            new FolderSheet("banking", false, false, [new("Người từ 15 tuổi trở lên", "population.age15plus", 62_000, 172_000, "Người có tài khoản giao dịch", "bank.account_holder.age15plus", 640, 760)]),
            new FolderSheet("products", false, false, [new("Số sản phẩm", "product.key.total", 18, 64, "Số sản phẩm trên sàn", "product.key.on_floor", 700, 950)]));
        yield return new FolderSource(seed, "tep-kinh-te", "Tệp số liệu GRDP của Sở Kế hoạch và Đầu tư", [DemoUnits.Get("so-khdt")],
            new FolderSheet("economy", true, true, [new("GRDP (đồng)", "economy.grdp", 44_000_000_000_000, 52_000_000_000_000, "Giá trị tăng thêm kinh tế số (đồng)", "economy.digital_value_added", 130, 170)]));
        yield return new FolderSource(seed, "tep-ban-le", "Tệp số liệu bán lẻ của Sở Công Thương", [DemoUnits.Get("so-ct")],
            new FolderSheet("retail", false, true, [new("Tổng mức bán lẻ (đồng)", "retail.total", 12_000_000_000_000, 15_000_000_000_000, "Doanh thu thương mại điện tử (đồng)", "retail.ecommerce_revenue", 85, 120)]));
        yield return new FolderSource(seed, "tep-luu-tru", "Tệp số liệu kết quả TTHC còn hiệu lực", [.. offices, .. districts],
            new FolderSheet("archives", true, false, [new("Số kết quả còn hiệu lực", "archive.valid_result.total", 3_000, 90_000, "Số kết quả đã số hóa", "archive.valid_result.digitised", 350, 800)]));
        yield return new FolderSource(seed, "tep-ngan-sach", "Tệp số liệu chi ngân sách", [.. districts, DemoUnits.Get("ban-dan-toc")],
            new FolderSheet("budget", true, true,
            [
                new("Chi thường xuyên (đồng)", "budget.regular.expenditure", 90_000_000_000, 260_000_000_000, "Chi cho chuyển đổi số (đồng)", "budget.digital_transformation.spending", 12, 28),
                new("Đầu tư cho chuyển đổi số (đồng)", "budget.digital_transformation.investment", 800_000_000, 4_000_000_000, "Đầu tư an toàn, an ninh mạng (đồng)", "budget.security.investment", 70, 140),
            ]));
        yield return new FolderSource(seed, "tep-thiet-bi", "Tệp số liệu máy tính của sở, ban, ngành", offices,
            new FolderSheet("equipment", false, false,
            [
                new("Số máy tính", "equipment.computer.total", 40, 220, "Máy có phần mềm diệt vi-rút bản quyền", "equipment.computer.antivirus_licensed", 820, 1000),
                new("Số cán bộ, công chức, viên chức", "staff.official.total", 35, 210, "Cán bộ được trang bị máy tính", "staff.official.with_computer", 930, 1000),
            ]));
        yield return new FolderSource(seed, "tep-giao-duc", "Tệp số liệu cơ sở giáo dục", [.. districts, DemoUnits.Get("so-gddt")],
            new FolderSheet("schools", true, false, [new("Số cơ sở giáo dục phổ thông", "school.general.total", 38, 66, "Số cơ sở trên CSDL ngành", "school.general.on_database", 930, 1000)]));
        yield return new FolderSource(seed, "tep-to-cong-nghe", "Tệp số liệu tổ công nghệ số cộng đồng của xã", [.. all.Where(u => u.Level == DemoLevel.Commune)],
            new FolderSheet("community-teams", false, false, [new("Số tổ công nghệ số cộng đồng", "community.digital_team.total", 5, 18, "Số tổ duy trì hoạt động", "community.digital_team.active", 800, 1000)]));
    }
}
