using System.Globalization;
using System.Text;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using IntegrationHub.Connectors.Described;
using Xunit;

namespace IntegrationHub.Connectors.Files.Tests;

/// <summary>Files as people make them, and files that are none.</summary>
public sealed class OddFileTests : IDisposable
{
    private const string Header = "Mã đơn vị;Ngày chốt số liệu;Người từ 15 tuổi trở lên;Người có tài khoản giao dịch\n";
    private const string Good = Header + "H02.31;30/11/2024;1.000;700\n";

    private readonly TestClock _clock = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("hub-test-").FullName;
    private readonly DescribedHub _hub = new(new FilesModule(), DescribedHub.Catalogue("files"));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string, byte[], string> Unreadable => new()
    {
        { "banking-2.csv", Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(Good)).ToArray(), "E_FILE_ENCODING UTF-16" },
        { "banking-2.csv", Encoding.Latin1.GetBytes("Mã đơn vị;Ngày"), "E_FILE_ENCODING code page" },
        { "banking-2.csv", "PK\u0003\u0004"u8.ToArray(), "E_FILE_ENCODING XLSX" },
        { "banking-2.csv", ""u8.ToArray(), "E_FILE_EMPTY" },
        { "banking-2.csv", "Mã đơn vị;Ngày\nH02.31;30/11/2024\n"u8.ToArray(), "E_FILE_COLUMN Người từ 15 tuổi trở lên" },
        { "banking-2.csv", Encoding.UTF8.GetBytes(Header.Trim() + ";Mã cơ quan\n"), "E_FILE_HEADER (A and E)" },
        { "banking-2.csv", Encoding.UTF8.GetBytes(Good + "H02.32;\"30/11/2024\n"), "E_FILE_FORMAT quotation" },
        { "banking-2.csv", Encoding.UTF8.GetBytes(Good + string.Concat(Enumerable.Range(0, 60).Select(n => $"X{n};30/11/2024;1;1\n"))), "E_FILE_TOO_LARGE rows" },
        { "banking-2.csv", new byte[(1024 * 1024) + 1], "E_FILE_TOO_LARGE MB" },
        { "banking-2.xlsx", "no archive"u8.ToArray(), "E_FILE_FORMAT no XLSX" },
        { "banking-2.xlsx", [0xD0, 0xCF, 0x11, 0xE0, 0, 0, 0, 0], "E_FILE_FORMAT .xls" },
        { "banking-2.xlsx", Xlsx([["Mã đơn vị", "Ngày", "Người từ 15 tuổi trở lên", "Có tài khoản"]], merged: "A1:B1"), "E_FILE_HEADER merged" },
        { "banking-2.xlsx", Workbook($"<sheetData>{string.Concat(Enumerable.Repeat("<row><c><v>1</v></c></row>", 500_000))}</sheetData>"), "E_FILE_TOO_LARGE rows" },
        { "banking-2.xlsx", Workbook($"<sheetData><row><c t=\"str\"><v>{new string('a', 210_000_000)}</v></c></row></sheetData>"), "E_FILE_FORMAT damaged" },
        { "banking-2.xlsx", Workbook("<sheetData><row><c t=\"str\"><v>&e;</v></c></row></sheetData>", "<!DOCTYPE worksheet [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>"), "E_FILE_FORMAT damaged" },
        { "banking-Nguyễn.csv", Encoding.UTF8.GetBytes(Good), "E_FILE_NAME rename" },
        { $"banking-{new string('a', 80)}.csv", Encoding.UTF8.GetBytes(Good), "E_FILE_NAME 80 letters" },
    };

    /// <summary>An archive by hand: what no spreadsheet program would write.</summary>
    private static byte[] Workbook(string sheet, string declared = "")
    {
        const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main", Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        const string Package = "http://schemas.openxmlformats.org/package/2006";
        using var bytes = new MemoryStream();
        using (var archive = new System.IO.Compression.ZipArchive(bytes, System.IO.Compression.ZipArchiveMode.Create, leaveOpen: true))
        {
            Add("[Content_Types].xml", $"""<Types xmlns="{Package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>""");
            Add("_rels/.rels", $"""<Relationships xmlns="{Package}/relationships"><Relationship Id="r1" Type="{Office}/officeDocument" Target="xl/workbook.xml"/></Relationships>""");
            Add("xl/workbook.xml", $"""<workbook xmlns="{Main}" xmlns:r="{Office}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>""");
            Add("xl/_rels/workbook.xml.rels", $"""<Relationships xmlns="{Package}/relationships"><Relationship Id="r1" Type="{Office}/worksheet" Target="sheet1.xml"/></Relationships>""");
            Add("xl/sheet1.xml", $"""{declared}<worksheet xmlns="{Main}">{sheet}</worksheet>""");

            void Add(string name, string text)
            {
                using var writer = new StreamWriter(archive.CreateEntry(name).Open(), Encoding.ASCII);
                writer.Write(text);
            }
        }

        return bytes.ToArray();
    }

    [Fact]
    public async Task Longest_name_that_earlier_versions_gave_to_a_file_that_was_sent_is_read()
    {
        Write($"banking-20241220-080000-000-{new string('a', 40)}.csv", Good, 1);
        await using var connector = Connect();
        await _hub.PullAsync(connector, "banking");
        Assert.Equal(["H02.31|2024-11-30"], _hub.Records.Keys);
    }

    [Theory]
    [MemberData(nameof(Unreadable), DisableDiscoveryEnumeration = true)] // A megabyte is no name of a test.
    public async Task File_that_cannot_be_read_is_named_with_its_reason_and_the_others_are_read(string name, byte[] content, string expected)
    {
        Write("banking-1.csv", Good, 1);
        File.WriteAllBytes(Path.Combine(_folder, name), content);
        await using var connector = Connect(("maxRows", "50"), ("maxFileMb", "1"));
        var fault = await _hub.FailAsync(connector, "banking");
        var (code, words) = expected.Split(' ', 2) is [var c, var w] ? (c, w) : (expected, "");
        Assert.Equal((FailureCategory.Malformed, code), (fault.Category, fault.Code));
        Assert.Contains(words, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Nguyễn", fault.Message, StringComparison.Ordinal);
        Assert.Equal(["H02.31|2024-11-30"], _hub.Records.Keys);

        var last = (await connector.TestAsync(CancellationToken.None))[^1];
        Assert.Equal(("banking", false), (last.Name, last.Passed));

        // Mended, it is read; what was read before is not read again.
        File.Delete(Path.Combine(_folder, name));
        Write("banking-2.csv", Header + "H02.32;30/11/2024;5;4\n", 2);
        await _hub.PullAsync(connector, "banking");
        Assert.Equal(["H02.32|2024-11-30"], _hub.Changed);
    }

    [Theory]
    [InlineData("\uFEFF", ';')]
    [InlineData("", ';')]
    [InlineData("\uFEFF", ',')]
    [InlineData("# Giải thích, xem công văn\n\n", ',')]
    public async Task Delimiters_marks_remarks_accents_and_periods_do_not_matter(string start, char delimiter)
    {
        // Decomposed, without accents, in capitals, with an alias; quarter and month in words.
        string[] header = ["Ma\u0303 đơn vi\u0323", "NGAY", "Dan so tu 15 tuoi", "Có  tài\u00A0khoản", "Ghi chú riêng"];
        string[] row = ["h02.31", "2024-11-30", "1.000.000", "7", "\"a" + delimiter + "b\""];
        Write("Banking.csv", start + string.Join(delimiter, header) + "\n" + string.Join(delimiter, row) + "\n\n" + new string(delimiter, 4) + "\n", 1);
        await using var connector = Connect();
        await _hub.PullAsync(connector, "banking");
        Assert.Equal(1_000_000m, _hub.Cells()["population.age15plus H02.31 2024-11-30..2024-12-01"]);
        Assert.Single(_hub.Records);
    }

    [Theory]
    [InlineData("Quý III/2024")]
    [InlineData("Q3/2024")]
    [InlineData("quy 3/2024")]
    [InlineData("2024-Q3")]
    [InlineData("3/2024")]
    public async Task Quarter_in_any_spelling_is_one_quarter(string quarter)
    {
        Write("economy.csv", $"Mã đơn vị;Quý;GRDP (đồng);Kinh tế số (đồng)\nH02.03;{quarter};9007199254740993;1\n", 1);
        await using var connector = Connect();
        await _hub.PullAsync(connector, "economy");
        Assert.Equal(["H02.03|2024-Q3"], _hub.Records.Keys);
        Assert.Equal(9007199254740993m, _hub.Cells()["economy.grdp H02.03 2024-07-01..2024-10-01"]);
    }

    [Fact]
    public async Task Numbers_of_a_workbook_are_the_digits_that_stand_in_it()
    {
        File.WriteAllBytes(Path.Combine(_folder, "economy.xlsx"), Xlsx(
        [
            ["Mã đơn vị", "Quý", "GRDP (đồng)", "Kinh tế số (đồng)"],
            ["H02.03", "Q1/2024", 12345678901234567890m, 1.234m],
            ["H02.03", "Q2/2024", "=", 1m],
            ["H02.03", "Q3/2024", "12,5%", 1m],
        ]));
        await using var connector = Connect();
        await _hub.PullAsync(connector, "economy");
        Assert.Equal([1.234m, 12345678901234567890m], _hub.Cells().Values.Order());
        Assert.Equal(["E_NOT_A_NUMBER", "E_NOT_A_NUMBER"], _hub.Refusals.Select(r => r.Code));
        Assert.Contains("row 3, column C (GRDP (đồng))", _hub.Refusals.First().Place, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unit_that_stands_twice_with_other_figures_has_none_until_somebody_decides()
    {
        Write("banking.csv", Good + "H02.31;30/11/2024;1.000;701\nH02.32;30/11/2024;5;4\nH02.32;30/11/2024;5;4\n", 1);
        await using var connector = Connect();
        await _hub.PullAsync(connector, "banking");
        var refused = Assert.Single(_hub.Refusals);
        Assert.Equal(("E_FILE_DUPLICATE", "banking.csv, line 3"), (refused.Code, refused.Place));
        Assert.Contains("line 2", refused.Message, StringComparison.Ordinal);
        Assert.Equal(2, _hub.Cells().Count);
    }

    [Fact]
    public async Task Unknown_agency_passes_through_and_bad_cells_are_refused_beside_the_good_ones()
    {
        Write("banking.csv", Good + "XYZ;30/11/2024;5;4\nH02.33;30/11/2024;-1;4\nH02.34;30/11/2024;4;5\n;30/11/2024;4;4\nH02.35;31/02/2024;4;4\nH02.36;30/11/2024;;4\n", 1);
        await using var connector = Connect();
        await _hub.PullAsync(connector, "banking");
        Assert.Equal(["E_BAD_PERIOD", "E_FIELD_MISSING", "E_NEGATIVE", "E_NO_AGENCY", "E_NUMERATOR_ABOVE_DENOMINATOR"], _hub.Refusals.Select(r => r.Code).Order());
        Assert.All(_hub.Refusals, r => Assert.Matches(@"^banking\.csv, line \d, column [A-D] \(", r.Place));
        Assert.Contains("population.age15plus XYZ 2024-11-30..2024-12-01", _hub.Cells().Keys);
    }

    [Trait("Category", "Full")]
    [Fact]
    public async Task Later_file_counts_by_time_of_change_and_then_by_name()
    {
        Write("banking-z.csv", Header + "H02.31;30/11/2024;1;1\n", 5);
        Write("banking-b.csv", Header + "H02.31;30/11/2024;3;1\n", 9);
        Write("banking-a.csv", Header + "H02.31;30/11/2024;2;1\n", 9);
        await using var connector = Connect();
        await _hub.PullAsync(connector, "banking");
        Assert.Equal(3m, _hub.Cells()["population.age15plus H02.31 2024-11-30..2024-12-01"]);

        Write("banking-copy.csv", Header + "H02.31;30/11/2024;1;1\n", 11);
        await _hub.PullAsync(connector, "banking");
        Assert.Empty(_hub.Changed); // The same content was read under another name.
    }

    [Fact]
    public async Task Unfinished_files_are_left_for_the_next_pull()
    {
        Write("banking.csv.part", Good, 1);
        Write("~$banking.xlsx", Good, 1);
        Write(".banking.csv", Good, 1);
        Write("notes.csv", Good, 1);
        Write("banking-live.csv", Good, 1);
        await using var connector = Connect(("settleMilliseconds", "1000"));
        var isPulled = false;
        var program = new Thread(() =>
        {
            for (var minute = 1; !Volatile.Read(ref isPulled); minute++)
            {
                Thread.Sleep(200); // Once it is read, and before it counts as settled.
                File.SetLastWriteTimeUtc(Path.Combine(_folder, "banking-live.csv"), new DateTime(2024, 12, 1, 1, 0, 0, DateTimeKind.Utc).AddMinutes(minute));
            }
        });
        program.Start();
        await _hub.PullAsync(connector, "banking");
        Volatile.Write(ref isPulled, true);
        program.Join();
        Assert.Empty(_hub.Records);

        await File.AppendAllTextAsync(Path.Combine(_folder, "banking-live.csv"), "H02.32;30/11/2024;5;4\n");
        await _hub.PullAsync(connector, "banking");
        Assert.Equal(2, _hub.Records.Count);
    }

    [Fact]
    public async Task Links_are_refused_and_the_folder_must_be_a_full_path()
    {
        var outside = Path.Combine(Directory.CreateTempSubdirectory("hub-test-").FullName, "secret.csv");
        File.WriteAllText(outside, Good);
        File.CreateSymbolicLink(Path.Combine(_folder, "banking-link.csv"), outside);
        await using var connector = Connect();
        Assert.Equal("E_FILE_LINK", (await _hub.FailAsync(connector, "banking")).Code);
        Assert.Empty(_hub.Records);
        foreach (var folder in new[] { "relative", $"{_folder}/../x", "" })
        {
            Assert.Equal("E_OPTION", Assert.Throws<ConnectorException>(() => _hub.Connect(_clock, ("folder", folder))).Code);
        }

        await using var nowhere = _hub.Connect(_clock, ("folder", _folder + "-none"));
        Assert.Equal((FailureCategory.Configuration, "E_FOLDER"), await _hub.FailAsync(nowhere, "banking") is var fault ? (fault.Category, fault.Code) : default);
        Assert.Equal(("folder", false), (await nowhere.TestAsync(CancellationToken.None))[^1] is var last ? (last.Name, last.Passed) : default);
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("""{"v":9,"stream":"banking"}""")]
    [InlineData("""{"v":1,"stream":"banking","files":["a"]}""")]
    public async Task Position_that_cannot_be_read_stops_the_run(string cursor)
    {
        Write("banking.csv", Good, 1);
        _hub.Cursor = cursor;
        await using var connector = Connect();
        Assert.Equal("E_CURSOR", (await _hub.FailAsync(connector, "banking")).Code);
        Assert.Empty(_hub.Records);
    }

    private IConnector Connect(params (string Name, string Value)[] options) =>
        _hub.Connect(_clock, [("folder", _folder), .. options.Any(o => o.Name == "settleMilliseconds") ? [] : new[] { ("settleMilliseconds", "0") }, .. options]);

    private void Write(string name, string text, int hour)
    {
        var file = Path.Combine(_folder, name);
        File.WriteAllText(file, text);
        File.SetLastWriteTimeUtc(file, new DateTime(2024, 12, 1, hour, 0, 0, DateTimeKind.Utc));
    }

    internal static byte[] Xlsx(object[][] rows, string? merged = null)
    {
        using var stream = new MemoryStream();
        using (var document = SpreadsheetDocument.Create(stream, SpreadsheetDocumentType.Workbook))
        {
            var book = document.AddWorkbookPart();
            var part = book.AddNewPart<WorksheetPart>();
            part.Worksheet = new Worksheet(new SheetData(rows.Select(row => new Row(row.Select(value => value switch
            {
                decimal number => new Cell(new CellValue(number.ToString(CultureInfo.InvariantCulture))),
                "=" => new Cell(new CellFormula("A1+1")),
                _ => new Cell(new InlineString(new Text((string)value))) { DataType = CellValues.InlineString },
            })))));
            if (merged is not null)
            {
                part.Worksheet.Append(new MergeCells(new MergeCell { Reference = merged }));
            }

            book.Workbook = new Workbook(new Sheets(new Sheet { Id = book.GetIdOfPart(part), SheetId = 1, Name = "Số liệu" }));
        }

        return stream.ToArray();
    }
}
