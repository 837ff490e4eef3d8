namespace IntegrationHub.Connectors.Http.Qd766;

/// <summary>How a stream of QuyetDinh766s is read.</summary>
public sealed record Qd766Settings
{
    /// <summary>Name of the source in messages.</summary>
    public required string Source { get; init; }

    /// <summary>Agency codes below which counts are asked for; empty: the first groups of the codes in the source's alias table.</summary>
    public required IReadOnlyList<string> Roots { get; init; }

    /// <summary>Months before the running one that each run reads again.</summary>
    public int MonthsAgain { get; init; } = 2;

    /// <summary>How many the first run of a week reads again.</summary>
    public int MonthsAgainWeekly { get; init; } = 2;

    /// <summary>The option by which an operator names the roots.</summary>
    public static OptionDescription RootsOption { get; } = new("roots", OptionType.Text, "Mã đơn vị gốc", "Root agencies",
        "Các mã định danh mà số liệu được hỏi theo, cách nhau bằng dấu phẩy; để trống thì lấy phần đầu của các mã trong bảng mã của nguồn.",
        "Agency codes below which counts are asked for, separated by commas; empty: the first groups of the codes in the source's alias table.", Example: "H02");

    public static IReadOnlyList<string> ReadRoots(OptionReader options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return [.. (options.Text("roots") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(AgencyCode.Normalize)];
    }
}
