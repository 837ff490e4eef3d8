using Xunit;

namespace IntegrationHub.Connectors.DocumentManagement.Tests;

/// <summary>edXML messages word for word; constructed from the documented elements.</summary>
public sealed class EdocHeaderTests
{
    [Fact]
    public void Document_gives_its_four_facts_and_nothing_personal()
    {
        var header = EdocHeader.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Testdata", "edoc.edxml")), "test");
        Assert.Equal("000.00.00.G22/20150930/7816/VPCP-TTT", header.DocumentId!.Key);
        Assert.Equal(("000.00.00.G22", new DateOnly(2015, 9, 30), "7816/VPCP-TTĐT"), (header.DocumentId.Agency, header.DocumentId.Day, header.DocumentId.Number));
        Assert.Equal(("000.00.00.G22", new DateOnly(2015, 9, 30), "3"), (header.From, header.PromulgationDate, header.BusinessDocType));
        Assert.Equal("d9b1c0a2-5f6e-4d2b-8a31-0b9f2f6a7c11", header.About!.Key);
        Assert.Null(header.StatusCode);
        Assert.DoesNotContain("Nguyễn", header.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("01")]
    [InlineData("15")]
    [InlineData("16")]
    public void Status_message_gives_code_and_document(string code)
    {
        var header = EdocHeader.Parse($"\uFEFF<?xml version=\"1.0\" encoding=\"utf-8\"?><Status><ResponseFor><OrganId>H02.12</OrganId><DocumentId>{{A-1}}</DocumentId></ResponseFor><From><OrganId>H02.36</OrganId></From><StatusCode>{code}</StatusCode></Status>", "test");
        Assert.Equal((code, "A-1", "H02.36"), (header.StatusCode, header.About!.Key, header.From));
        Assert.Null(header.DocumentId);
    }

    [Theory]
    [InlineData("000.00.00.G22,2015/09/30,7816/VPCP-TTĐT")]
    [InlineData(" 000.00.00.g22 , 2015/09/30 , 7816/VPCP-TTĐT ")]
    [InlineData("000.00.00.G22,30/09/2015,7816/VPCP-TTĐT")]
    public void Composite_id_is_one_key_in_every_spelling(string text) => Assert.Equal("000.00.00.G22/20150930/7816/VPCP-TTT", DocumentId.Parse(text).Key);

    [Theory]
    [InlineData("")]
    [InlineData("không phải XML")]
    [InlineData("<html><body>Đăng nhập</body></html>")]
    [InlineData("<edXMLEnvelope><edXMLHeader><MessageHeader><DocumentId>1</Docu")]
    [InlineData("<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><edXMLEnvelope><edXMLHeader><MessageHeader><DocumentId>&e;</DocumentId></MessageHeader></edXMLHeader></edXMLEnvelope>")]
    [InlineData("<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]><edXMLEnvelope><MessageHeader><DocumentId>&b;</DocumentId></MessageHeader></edXMLEnvelope>")]
    public void What_is_no_header_or_brings_entities_along_is_refused(string text) =>
        Assert.Equal((FailureCategory.Malformed, "E_EDXML"), Fault(text));

    [Fact]
    public void Header_that_is_too_large_or_too_deep_is_refused_and_a_large_attachment_is_not_read()
    {
        Assert.Equal("E_EDXML", Fault($"<edXMLEnvelope><Subject>{new string('a', 2_000_000)}</Subject><MessageHeader><DocumentId>1</DocumentId></MessageHeader></edXMLEnvelope>").Code);
        Assert.Equal("E_EDXML", Fault(string.Concat(Enumerable.Repeat("<a>", 40)) + string.Concat(Enumerable.Repeat("</a>", 40))).Code);
        var withAttachment = $"<edXMLEnvelope><edXMLHeader><MessageHeader><DocumentId>1</DocumentId></MessageHeader></edXMLHeader><edXMLBody>{new string('A', 2_000_000)}</edXMLBody></edXMLEnvelope>";
        Assert.Equal("1", EdocHeader.Parse(withAttachment, "test").DocumentId!.Key);
    }

    private static (FailureCategory, string Code) Fault(string text)
    {
        var fault = Assert.Throws<ConnectorException>(() => EdocHeader.Parse(text, "test"));
        return (fault.Category, fault.Code);
    }
}
