using System.Text.Json;
using IntegrationHub.Connectors;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Testing;

namespace IntegrationHub.Host.Tests.Trials;

/// <summary>A status that a mapping does not know, given the meaning of one that it knows: for the mappings that the connectors bring along.</summary>
public sealed class CodeMeaningTests
{
    [Theory]
    [InlineData("tthc", "Tthc", "dossiers", "TrangThaiHoSo")]
    [InlineData("national-portal-payments", "NationalPortalPayments", "transactions", "TrangThaiGD")]
    [InlineData("document-management", "DocumentManagement", "documents", "code")]
    [InlineData("registers", "Registers", "inspections", "trangThai")]
    [InlineData("reporting", "Reporting", "reports", "trangThai")]
    public void The_next_version_of_a_mapping_knows_the_status_and_treats_it_like_the_known_one(string connector, string folder, string stream, string field)
    {
        var module = HubServices.Connectors.Single(c => c.Key == connector);
        var text = File.ReadAllText(Repository.File($"connectors/{folder}/mappings/{stream}.map.yaml"));
        var found = CodeMeanings.Of(text, field, "88");

        Assert.NotEmpty(found);
        foreach (var like in found.SelectMany(m => m.Codes))
        {
            var next = CodeMeanings.With(text, field, "88", like)!;
            var definition = new StreamDefinition(connector, stream, "mapping", next);
            var defined = module.Define(definition)!;
            Assert.Empty(defined.Problems);
            Assert.Equal(module.Mappings.Single(m => m.Stream == stream).Version + 1, defined.Mapping!.Version);
            Assert.Empty(module.TestMapping(stream, definition).Problems);
            Assert.Contains(CodeMeanings.Of(next, field, "89"), m => m.Codes.Contains("88") && m.Codes.Contains(like));
            Assert.Equal(text.Split('\n').Length, next.Split('\n').Length);
        }

        Assert.Empty(CodeMeanings.Of(text, field, "(missing)"));
        Assert.Empty(CodeMeanings.Of(text, field, CodeMeanings.Of(text, field, "88")[0].Codes[0]));
        Assert.Null(CodeMeanings.With(text, field, "88", "no-such-code"));
    }

    [Fact]
    public void A_dossier_in_the_status_counts_as_one_in_the_known_status_does()
    {
        var module = HubServices.Connectors.Single(c => c.Key == "tthc");
        var text = File.ReadAllText(Repository.File("connectors/Tthc/mappings/dossiers.map.yaml"));
        Assert.Equal(["2 4 5 6 7 8: ", "1 3: notReceived", "9 10: completed"], CodeMeanings.Of(text, "TrangThaiHoSo", "88").Select(m => $"{string.Join(' ', m.Codes)}: {string.Join(' ', m.Conditions)}"));
        var mapping = module.Define(new StreamDefinition("tthc", "dossiers", "mapping", CodeMeanings.With(text, "TrangThaiHoSo", "88", "9")!))!.Mapping!;

        Assert.Equal(Values("9"), Values("88"));
        Assert.NotEqual(Values("2"), Values("88"));

        string Values(string status)
        {
            using var body = JsonDocument.Parse($$"""{"MaHoSo":"H02.01.01-240823-0001","donVi":"H02.01.01","TrangThaiHoSo":"{{status}}","NgayTiepNhan":"20240823","NgayKetThucXuLy":"20240901"}""");
            return string.Join(' ', Assert.IsType<Mapped>(mapping.Map("H02.01.01-240823-0001", body.RootElement)).Values);
        }
    }

    [Theory]
    [InlineData("version: 1\nfields:\n  A: { code: [1, 2] }\nconditions:\n  any: { B: { any: { A: [1] } } }\n")]
    [InlineData("version: 1\nfields:\n  A: { code: [1, 2] }\n  B: { list: { A: { code: [1] } } }\nconditions: {}\n")]
    [InlineData("version: 1\nfields:\n  A:\n    code: [1, 2]\n")]
    [InlineData("fields:\n  A: { code: [1, 2] }\n")]
    public void What_says_more_than_plain_lists_is_for_a_person_with_an_editor(string mapping) => Assert.Empty(CodeMeanings.Of(mapping, "A", "88"));
}
