using System.Globalization;
using System.Text.Json;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using IntegrationHub.Host.Commands;
using IntegrationHub.Testing;

namespace IntegrationHub.Host.Tests.Commands;

/// <summary>The report of the plan as it is printed, beside the rows that the interface answers.</summary>
[Collection(PulledHubTests.Name)]
public sealed class ReportCommandTests(PulledHub hub)
{
    private const string Plan = "bac-giang-2024";

    private static readonly string[] Head =
        ["STT", "Chỉ tiêu", "Cơ quan theo dõi, đôn đốc", "Cơ quan chủ trì", "Mục tiêu", "Tử số", "Mẫu số", "Kết quả", "Đánh giá", "Ghi chú"];

    private static readonly NumberFormatInfo Vietnamese = new() { NumberGroupSeparator = ".", NumberDecimalSeparator = ",", NumberGroupSizes = [3] };

    [Fact]
    public async Task Every_cell_of_the_workbook_is_that_of_the_row()
    {
        var rows = OfficeFiles.Rows(await FileAsync("xlsx"));
        var head = rows.ToList().FindIndex(r => r.Select(c => c.Value).SequenceEqual(Head));
        var lines = Figures(rows.Skip(head + 1).TakeWhile(r => r.Count == Head.Length && r[1].Value.Length > 0), cells => cells[8].Value.Length > 0);
        Same(await ApiRowsAsync(), lines, (row, cells) =>
        {
            Assert.Equal(Text(row, "title"), cells[1].Value);
            Assert.Equal(Verdict(row), cells[8].Value);
            Number(Text(row, "numerator"), Text(row, "kind"), cells[5]);
            Number(Text(row, "denominator"), Text(row, "kind"), cells[6]);
            Result(row, cells[7]);
        });
    }

    [Fact]
    public async Task Every_cell_of_the_document_is_that_of_the_row_as_Vietnamese_papers_write_it()
    {
        var table = OfficeFiles.Tables(await FileAsync("docx")).Single(t => t[0].SequenceEqual(Head));
        var lines = Figures(table.Skip(1), cells => cells[8].Length > 0);
        Same(await ApiRowsAsync(), lines, (row, cells) =>
        {
            Assert.Equal((Text(row, "title"), Verdict(row)), (cells[1], cells[8]));
            Assert.Equal(Printed(Text(row, "numerator"), Text(row, "kind")), cells[5]);
            Assert.Equal(Printed(Text(row, "denominator"), Text(row, "kind")), cells[6]);
            if (Text(row, "percent") is not null && decimal.TryParse(Text(row, "display"), NumberStyles.Number, CultureInfo.InvariantCulture, out _))
            {
                Assert.Equal(Vietnam(Text(row, "display")!) + " %", cells[7]);
            }
        });
    }

    [Fact]
    public async Task It_has_the_groups_order_and_bodies_of_the_printed_appendix()
    {
        var table = OfficeFiles.Tables(await FileAsync("docx")).Single(t => t[0].SequenceEqual(Head)).Skip(1).ToList();
        Assert.Equal(
            [("I", "Phát triển chính quyền số"), ("II", "Phát triển kinh tế số"), ("III", "Phát triển xã hội số"), ("", "Nhiệm vụ có mốc hoàn thành"), ("", "Chỉ tiêu khác nêu trong kế hoạch")],
            table.Where(r => r[8].Length == 0).Select(r => (r[0], r[1])));
        Assert.Equal(Enumerable.Range(1, 12).Select(n => n.ToString(CultureInfo.InvariantCulture)), table.Skip(1).TakeWhile(r => r[0] != "II").Select(r => r[0]).Where(n => n.Length > 0));
        var health = table.Single(r => r[1].StartsWith("Tỷ lệ người dân có hồ sơ sức khỏe điện tử", StringComparison.Ordinal));
        Assert.Equal(("4", "Sở Y tế", "UBND huyện, thành phố", "> 95 %"), (health[0], health[2], health[3], health[4]));
        Assert.Contains(table, r => r[7] == "Chưa có số liệu");
        Assert.DoesNotContain(table.Where(r => r[8].Length > 0), r => r[7] is "0" or "0,0 %" or "");
    }

    [Fact]
    public async Task It_is_a_Vietnamese_official_paper_and_says_that_it_is_a_draft()
    {
        var document = await FileAsync("docx");
        var text = OfficeFiles.Paragraphs(document);
        string[] expected =
        [
            "ỦY BAN NHÂN DÂN TỈNH BẮC GIANG", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Bắc Giang, ngày      tháng      năm", "DỰ THẢO: chưa phải số liệu phát hành", "BÁO CÁO",
            "Lũy kế từ đầu năm (01/01/2024 – 19/12/2024)", "Khó khăn, vướng mắc", "Chưa có đơn vị nào ghi nhận khó khăn, vướng mắc của kỳ này.", "Nơi nhận:", "CHỦ TỊCH", "Lê Ánh Dương",
        ];
        Assert.Equal(expected, text.Where(expected.Contains).Distinct());
        var sheet = OfficeFiles.Rows(await FileAsync("xlsx")).SelectMany(r => r.Select(c => c.Value)).ToList();
        Assert.All(expected.Except(["BÁO CÁO", "Lũy kế từ đầu năm (01/01/2024 – 19/12/2024)"]), line => Assert.Contains(line, sheet));
        var xml = OfficeFiles.Part(document, "word/document.xml").ToString();
        Assert.Contains("w:orient=\"landscape\"", xml, StringComparison.Ordinal);
        Assert.Single(OfficeFiles.Part(document, "word/document.xml").Descendants().Where(e => e.Name.LocalName == "tblHeader"));
        Assert.Contains("Times New Roman", OfficeFiles.Part(document, "word/styles.xml").ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("xlsx")]
    [InlineData("docx")]
    public async Task The_same_rows_are_the_same_file_and_a_valid_one(string format)
    {
        var first = await WriteAsync(format, "first." + format);
        var again = await WriteAsync(format, "again." + format);
        Assert.Equal(first, again);
        Assert.All(OfficeFiles.Parts(first), p => Assert.Equal(1980, p.Written.Year));
        using var stream = new MemoryStream(first);
        using OpenXmlPackage package = format == "xlsx" ? SpreadsheetDocument.Open(stream, isEditable: false) : WordprocessingDocument.Open(stream, isEditable: false);
        Assert.Empty(new OpenXmlValidator(FileFormatVersions.Office2019).Validate(package).Select(e => $"{e.Path?.XPath}: {e.Description}"));
    }

    [Fact]
    public async Task A_report_goes_into_a_file_and_nowhere_else()
    {
        var run = await hub.RunAsync("plan", "show", Plan, "--export", "docx");
        Assert.Equal(ExitCodes.Usage, run.Code);
        Assert.Contains("--out FILE", run.Error, StringComparison.Ordinal);
        using var folder = new TemporaryFolder();
        Assert.Equal(ExitCodes.Success, (await hub.RunAsync("plan", "show", Plan, "--export", "csv", "--out", folder.File("plan.csv"))).Code);
        Assert.StartsWith("\uFEFFplan,indicator,", await File.ReadAllTextAsync(folder.File("plan.csv")) is var csv && csv[0] == '\uFEFF' ? csv : '\uFEFF' + csv, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Bad, (await hub.RunAsync("plan", "show", Plan, "--export", "csv", "--out", folder.File("no/such/folder.csv"))).Code);
    }

    /// <remarks>The pictures stay beside the tests, to be looked at.</remarks>
    [Fact]
    [Trait("Category", "Full")]
    public async Task Another_program_opens_both_shows_the_same_figures_and_prints_them_with_the_head_on_every_page()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "reports");
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        foreach (var format in new[] { "xlsx", "docx" })
        {
            var file = Path.Combine(folder, "report." + format);
            await File.WriteAllBytesAsync(file, await FileAsync(format));
            var (pages, pictures) = await LibreOffice.ToPagesAsync(file);
            Assert.Equal(pages.Count, pictures.Count);
            Assert.InRange(pages.Count, 2, 12);
            Assert.All(pictures, p => Assert.True(new FileInfo(p).Length > 5_000, p));
            Assert.Contains("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", pages[0], StringComparison.Ordinal);
            Assert.All(pages.SkipLast(1), p => Assert.Contains("Mẫu số", p, StringComparison.Ordinal));
        }

        var seen = (await LibreOffice.ToCsvAsync(Path.Combine(folder, "report.xlsx"))).Replace("\"", "", StringComparison.Ordinal);
        foreach (var row in (await ApiRowsAsync()).Where(r => Text(r, "numerator") is not null))
        {
            Assert.Contains($",{Vietnam(Text(row, "numerator")!)},{Vietnam(Text(row, "denominator")!)},{Vietnam(Text(row, "display")!)} %,", seen, StringComparison.Ordinal);
        }
    }

    internal async Task<List<JsonElement>> ApiRowsAsync() =>
        [.. (await hub.OnceAsync("report rows", async () => (await hub.RunAsync("plan", "show", Plan, "--format", "json")).Json)).GetProperty("rows").EnumerateArray()];

    internal Task<byte[]> FileAsync(string format) => hub.OnceAsync("report." + format, () => WriteAsync(format, "report." + format));

    private async Task<byte[]> WriteAsync(string format, string name)
    {
        using var folder = new TemporaryFolder();
        var run = await hub.RunAsync("plan", "show", Plan, "--export", format, "--out", folder.File(name));
        Assert.True(run.Code == ExitCodes.Success, run.Error);
        return await File.ReadAllBytesAsync(folder.File(name));
    }

    private static List<T> Figures<T>(IEnumerable<T> lines, Func<T, bool> isFigure) => [.. lines.Where(isFigure)];

    private static void Same<T>(List<JsonElement> rows, List<T> lines, Action<JsonElement, T> check)
    {
        Assert.Equal(rows.Count, lines.Count);
        Assert.Contains(rows, r => Text(r, "numerator") is not null);
        foreach (var (row, line) in rows.Zip(lines))
        {
            check(row, line);
        }
    }

    private static void Number(string? exact, string? kind, SheetCell cell)
    {
        if (exact is null)
        {
            Assert.Equal((kind == "ratio" ? "—" : "", null), (cell.Value, cell.Format));
            return;
        }

        Assert.StartsWith("[$-42A]#,##0", cell.Format, StringComparison.Ordinal);
        Assert.Equal(Exact(exact), Exact(cell.Value));
    }

    private static void Result(JsonElement row, SheetCell cell)
    {
        var display = Text(row, "display")!;
        if (Text(row, "status") == "NoData" && Text(row, "kind") != "narrative")
        {
            Assert.Equal(("Chưa có số liệu", null), (cell.Value, cell.Format));
        }
        else if (Text(row, "kind") == "composite")
        {
            Assert.Equal($"{display} phần đạt", cell.Value);
        }
        else if (decimal.TryParse(display, NumberStyles.Number, CultureInfo.InvariantCulture, out var shown))
        {
            Assert.Equal(shown, Exact(cell.Value));
            Assert.EndsWith(Text(row, "kind") == "ratio" ? "\" %\"" : "0", cell.Format, StringComparison.Ordinal);
            Assert.Equal(display.Split('.') is [_, var digits] ? digits.Length : 0, cell.Format!.Split('.') is [_, var zeros] ? zeros.TakeWhile(c => c == '0').Count() : 0);
        }
    }

    private static string Printed(string? exact, string? kind) => exact is null ? kind == "ratio" ? "—" : "" : Vietnam(exact);

    private static string Vietnam(string exact) => Exact(exact).ToString("N" + (exact.Split('.') is [_, var digits] ? digits.Length : 0), Vietnamese);

    private static decimal Exact(string text) => decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static string? Text(JsonElement row, string name) => row.GetProperty(name).GetString();

    private static string Verdict(JsonElement row) => Text(row, "verdict") switch
    {
        "Met" => "Đạt",
        "NotMet" => "Chưa đạt",
        "MetCertain" => "Chắc chắn đạt",
        "NotMetCertain" => "Chắc chắn chưa đạt",
        "Undetermined" => "Chưa đủ cơ sở kết luận",
        "NotEvaluable" => "Không đánh giá được",
        "NoTarget" => "Không giao mục tiêu",
        "NotApplicable" => "Không phát sinh",
        var other => other!,
    };
}
