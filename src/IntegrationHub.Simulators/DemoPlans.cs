namespace IntegrationHub.Simulators;

/// <summary>
/// A plan for the world of 2025. There is no such document: it takes over the rows and targets of the province's plan of 2024 and says so.
/// A plan is about one unit, and what it shows by itself is today: so its owner is the province of today. Of the province of before it is asked
/// by unit, for periods in which there was one.
/// </summary>
public static class DemoPlans
{
    public const string Id = "bac-ninh-2025";
    public const string FileName = "plans/bac-ninh-2025.yaml";
    public const string ModelFileName = "plans/bac-giang-2024.yaml";

    private const string Rows = "\nrows:\n";

    /// <param name="model">Text of the province's plan of 2024.</param>
    public static string Yaml(string model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var rows = model.IndexOf(Rows, StringComparison.Ordinal);
        return rows < 0 ? throw new ArgumentException("the plan has no rows", nameof(model)) : Head.ReplaceLineEndings("\n") + model[(rows + 1)..];
    }

    private const string Head = $$"""
        # Made up for the demo world of 2025: the targets of the plan of 2024 for the province of 1 July 2025.
        id: {{Id}}
        title: { vi: "Chuyển đổi số tỉnh Bắc Ninh năm 2025 (mô phỏng)", en: "Digital transformation of Bac Ninh Province, 2025 (simulated)" }
        owner: ubnd-tinh-bac-ninh-2025
        year: 2025
        calendar: gregorian
        remarks:
          - "Kế hoạch mô phỏng, không có văn bản: chỉ tiêu lấy từ Kế hoạch số 199/KH-UBND của tỉnh Bắc Giang cho năm 2024"

        """;
}
