using IntegrationHub.Host.Acceptance.Level0;
using IntegrationHub.Host.Acceptance.Level1;
using IntegrationHub.Host.Acceptance.Level2;

namespace IntegrationHub.Host.Acceptance;

/// <summary>The checks in the order of their numbers.</summary>
public static class CheckList
{
    public const int HighestLevel = 4;
    public const int HighestNumber = 36;

    public static IReadOnlyList<Check> All { get; } =
    [
        new(1, 0, "Bản khai đầy đủ", "Manifest complete", Manifest.Run),
        new(2, 0, "Tùy chọn hợp lệ và có giải thích", "Options valid and documented", DocumentedOptions.Run),
        new(3, 0, "Bí mật được đánh dấu và không lộ ra", "Secrets marked, and nowhere to be found", Secrets.RunAsync),
        new(4, 0, "Cấu hình sai bị phát hiện", "Lint catches bad configurations", BadConfigurations.Run),
        new(5, 0, "Tương thích với bản đã phát hành", "Backward compatible", BackwardCompatible.RunAsync),
        new(6, 0, "Ánh xạ có ví dụ kiểm thử", "Mappings have tests", MappingExamples.Run),
        new(7, 0, "Tài liệu đúng với mã", "Generated documentation is current", CurrentDocumentation.Run),
        new(8, 1, "Thử kết nối: đạt, hoặc lỗi đúng loại", "Connection test succeeds, or fails typed", Failures.TestFailsTypedAsync),
        new(9, 1, "Khai báo luồng không đổi giữa các lần hỏi", "Discover is deterministic", Reading.DiscoverIsDeterministic),
        new(10, 1, "Mọi luồng đều có bản ghi, số liệu đúng", "Every stream returns records", Reading.EveryStreamReturnsRecordsAsync),
        new(11, 1, "Bản ghi khớp hợp đồng hai chiều", "Records match the contract both ways", Reading.RecordsMatchContractAsync),
        new(12, 1, "Khóa duy nhất, không rỗng, ổn định", "Keys unique, never null, stable", Reading.KeysAreUniqueAsync),
        new(13, 1, "Hai lần đọc toàn bộ giống nhau", "Two full reads are equal", Reading.TwoFullReadsAreEqualAsync),
        new(14, 1, "Đọc tiếp không sinh thêm số liệu", "Incremental after full yields nothing new", Reading.IncrementalYieldsNothingNewAsync),
        new(15, 1, "Dừng ở đâu cũng đọc tiếp được", "Every intermediate checkpoint resumes", Reading.EveryCheckpointResumesAsync),
        new(16, 1, "Giá trị mốc bằng nhau ở ranh giới trang", "Equal cursor values across borders", Reading.EqualCursorValuesAsync),
        new(17, 1, "Bản ghi đến muộn vẫn được tính", "Late arrival", Positions.LateArrivalAsync),
        new(18, 1, "Mốc đã đọc an toàn", "Safe watermark", Positions.SafeWatermarkAsync),
        new(19, 1, "Mốc hỏng, của bản sau, của tương lai", "Future, later and corrupt state", Positions.OddStateAsync),
        new(20, 1, "Đính chính, hủy và phục hồi", "Correction, cancellation and back", Positions.CorrectionsAsync),
        new(21, 1, "Không phụ thuộc thứ tự", "Order independence", Figures.OrderIndependentAsync),
        new(22, 1, "Xem thử và kiểm tra không để lại dấu vết", "Preview and test have no side effects", Figures.PreviewChangesNothingAsync),
        new(23, 1, "Giá trị chính xác", "Values exact", Figures.ValuesAreExactAsync),
        new(24, 1, "Rỗng không phải lỗi, lỗi không phải rỗng", "Empty is not failure, failure is not empty", Failures.EmptyIsNotFailureAsync),
        new(25, 1, "Đọc lại quá khứ có giới hạn", "Backfill is bounded", Positions.BackfillIsBoundedAsync),
        new(26, 1, "Không lộ dữ liệu cá nhân", "No personal data", Figures.NoPersonalDataAsync),
        new(27, 2, "Dừng đột ngột ở mọi điểm", "Crash matrix", CrashMatrix.RunAsync),
        new(28, 2, "Lần chạy lỗi không làm mất vị trí", "A failed run keeps its place", Delivery.FailedRunKeepsItsPlaceAsync),
        new(29, 2, "Bản ghi nào cũng được tính hoặc vào kiểm dịch", "Every record is counted or in quarantine", Delivery.BusRefusalsAsync),
        new(30, 2, "Danh mục lỗi F1–F30", "Fault list F1 to F30", FaultChecks.FaultListAsync),
        new(31, 2, "Hạn mức yêu cầu", "Rate budget", FaultChecks.RateBudgetAsync),
        new(32, 2, "Hai tiến trình cùng giữ một nguồn", "Two owners", Delivery.TwoOwnersAsync),
        new(33, 2, "Nguồn đổi cấu trúc", "Drift policy", FaultChecks.DriftAsync),
        new(34, 2, "Bản ghi hỏng", "Poison record", FaultChecks.PoisonAsync),
        NotYet(35, 3, "Quan sát được", "Observable"),
        NotYet(36, 4, "Tải và độ bền", "Bench and soak"),
    ];

    /// <summary>So that no level passes of which the kit does not know everything.</summary>
    private static Check NotYet(int number, int level, string titleVi, string titleEn) => new(
        number, level, titleVi, titleEn, _ => CheckOutcome.Of([new(FormattableString.Invariant($"check {number}"), "the kit does not have this check yet", "write it; until then no connector passes this level")], ""));

    /// <summary>What the evidence of the levels allows a connector to be called; nobody is <c>stable</c> before it has met a real source.</summary>
    public static string StabilityOf(int passedLevel) => passedLevel switch
    {
        <= 0 => "development",
        1 or 2 => "alpha",
        _ => "beta",
    };
}
