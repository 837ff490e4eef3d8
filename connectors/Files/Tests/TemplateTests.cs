using System.Text;
using IntegrationHub.Connectors.Described;
using Xunit;

namespace IntegrationHub.Connectors.Files.Tests;

public sealed class TemplateTests
{
    private static readonly StreamDefinition Telecom = DescribedHub.Catalogue("files").Single(d => d.Stream == "telecom");
    private static readonly TemplateUnit[] Units = [new("H02.31", "UBND thành phố Bắc Giang"), new("H02.36", "UBND huyện Lục Ngạn; Chũ")];

    [Fact]
    public void Empty_template_has_titles_an_explanation_and_a_row_for_each_unit()
    {
        var lines = Encoding.UTF8.GetString(TemplateWriter.Csv(Telecom, Units, "30/11/2024")).TrimStart('\uFEFF').Split("\r\n");
        Assert.Equal("Mã đơn vị;Ngày chốt số liệu;Dân số trưởng thành;Người trưởng thành có điện thoại thông minh;Số hộ gia đình;Số hộ có đường cáp quang;Tên đơn vị", lines[0]);
        Assert.StartsWith("# Mã định danh của đơn vị cấp huyện;", lines[1], StringComparison.Ordinal);
        Assert.Equal("H02.36;30/11/2024;;;;;\"UBND huyện Lục Ngạn; Chũ\"", lines[3]);
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("xlsx")]
    public void Template_that_is_not_filled_in_is_readable_and_every_row_says_what_is_missing(string kind)
    {
        var file = kind == "csv" ? TemplateWriter.Csv(Telecom, Units) : TemplateWriter.Xlsx(Telecom, Units);
        var preview = FilePreview.Of(Telecom, $"telecom.{kind}", file, 100, new TestClock());
        Assert.Null(preview.Fault);
        Assert.Empty(preview.UnknownTitles);
        Assert.Equal(["H02.31", "H02.36"], preview.Rows.Select(r => r.Agency));
        Assert.All(preview.Rows, r => Assert.Equal(["B (Ngày chốt số liệu)"], r.Rejected.Where(c => c.Code is "E_FIELD_MISSING").Select(c => c.Column)));
    }

    [Fact]
    public void Preview_lists_every_cell_that_would_be_rejected()
    {
        var preview = FilePreview.Of(Telecom, "telecom.csv", Encoding.UTF8.GetBytes(
            "Mã đơn vị;Ngày;Dân số trưởng thành;Có điện thoại thông minh;Hộ gia đình;Hộ có cáp quang;Số CMND\n"
            + "H02.31;30/11/2024;100;90;50;40;012345678901\n"
            + "H02.32;30/11/2024;Nguyễn Văn A;-3;50;60;\n"), 100, new TestClock());
        Assert.Empty(preview.Rows[0].Rejected);
        Assert.Equal(
            [("C (Dân số trưởng thành)", "E_NOT_A_NUMBER", "(unreadable)"), ("D (Người trưởng thành có điện thoại thông minh)", "E_NEGATIVE", "-3"), ("F (Số hộ có đường cáp quang)", "E_NUMERATOR_ABOVE_DENOMINATOR", "60 > 50")],
            preview.Rows[1].Rejected.Select(c => (c.Column!, c.Code, c.Found!)));
        Assert.Equal(["Số CMND"], preview.UnknownTitles);
        Assert.Equal("telecom.csv, line 3", preview.Rows[1].Place);
    }

    [Theory]
    [InlineData("../telecom.csv")]
    [InlineData("a\\telecom.csv")]
    [InlineData("..")]
    public void Preview_takes_a_name_and_no_path(string name) =>
        Assert.Equal("E_FILE_NAME", Assert.Throws<ConnectorException>(() => FilePreview.Of(Telecom, name, [], 100, new TestClock())).Code);

    [Fact]
    public void Preview_of_no_table_says_why() =>
        Assert.StartsWith("E_FILE_ENCODING", FilePreview.Of(Telecom, "telecom.csv", [0xFF, 0xFE, 1, 0], 100, new TestClock()).Fault, StringComparison.Ordinal);

    [Theory]
    [InlineData("file: { columns: { a: A, d: D } }", "E_PROPERTY_MISSING")]
    [InlineData("file: { columns: { a: A, d: D, n: Đ } }", "E_DUPLICATE")]
    [InlineData("file: { columns: { a: A, d: D, n: N, x: X } }", "E_FIELD_UNKNOWN")]
    [InlineData("file: { columns: { a: A, d: D, n: { title: N, titel: M } } }", "E_PROPERTY_UNKNOWN")]
    [InlineData("file: { colums: { } }", "E_PROPERTY_UNKNOWN")]
    [InlineData("", "E_PROPERTY_MISSING")]
    public void Wrong_word_of_a_mapping_is_named_with_its_place(string file, string code)
    {
        var definition = DescribedHub.Definition("files", "things", $$"""
            stream: things
            version: 1
            kind: snapshots
            key: [a, d]
            agency: a
            period: d
            fields: { a: agency, d: day, n: count? }
            values: { x.y: n }
            {{file}}
            """);
        Assert.Contains(new FilesModule().Define(definition)!.Problems, p => p.Code == code && p.Line > 0 && p.Remedy.Length > 0);
    }

    [Fact]
    public void Every_option_is_documented_in_both_languages() =>
        Assert.All(new FilesModule().Options, o => Assert.All([o.TitleVi, o.TitleEn, o.HelpVi, o.HelpEn], text => Assert.NotEmpty(text)));
}
