using IntegrationHub.Connectors;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Formulas;
using IntegrationHub.Store.Catalogue;
using Xunit;

namespace IntegrationHub.Store.Tests.Catalogue;

public sealed class CatalogueReaderTests
{
    private static readonly ConnectorModule[] Connectors = [new TestModule()];

    public static IEnumerable<object[]> Mistakes => LintMistakes.All.Select((m, i) => new object[] { i, m.ToString() });

    [Fact]
    public void The_small_catalogue_is_right()
    {
        var read = CatalogueReader.Read(SmallCatalogue.Files, Connectors);
        Assert.Empty(read.Findings.Select(f => f.ToString()));
        Assert.NotNull(read.Catalogue);
    }

    [Fact]
    public void Only_owners_of_systems_that_are_counted_are_expected_to_report_them()
    {
        const string Systems = """
            systems:
              - { code: C1, group: department, name: Cơ sở dữ liệu, role: counted, indicators: [shared-database-connected-rate], namedIn: II, owner: office }
              - { code: C2, group: department, name: Phần mềm, role: source, indicators: [shared-database-connected-rate], namedIn: II, owner: province }
              - { code: C3, group: department, name: Phần mềm, role: counted, indicators: [online-rate], namedIn: II, owner: commune }

            """;
        var indicators = SmallCatalogue.Indicators + "  - { code: shared-database-connected-rate, name: Tỷ lệ kết nối, kind: narrative }\n";
        var read = CatalogueReader.Read(SmallCatalogue.Files.With(new([new("systems.yaml", Systems), new("indicators.yaml", indicators)])), Connectors);
        Assert.Empty(read.Findings.Select(f => f.ToString()));
        Assert.Equal(["office"], read.Catalogue!.Aliases.Where(a => a.Source == "systems").Select(a => a.Unit));
    }

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_found_at_its_place(int index, string mistake)
    {
        var (code, file, right, wrong) = LintMistakes.All[index];
        var text = SmallCatalogue.Files.Find(file)!;
        var start = text.IndexOf(right, StringComparison.Ordinal);
        Assert.True(start >= 0, $"{mistake}: the small catalogue has no '{right}'.");
        var marked = string.Concat(text.AsSpan(0, start), wrong, text.AsSpan(start + right.Length));
        var read = CatalogueReader.Read(SmallCatalogue.Files.With(new([new(file, marked.Replace("§", "", StringComparison.Ordinal))])), Connectors);
        var place = marked.IndexOf('§', StringComparison.Ordinal);
        var line = marked.AsSpan(0, place).Count('\n') + 1;
        var column = place - marked.LastIndexOf('\n', place);
        Assert.Null(read.Catalogue);
        Assert.Contains($"{file}:{line}:{column}: {code}", read.Findings.Select(f => $"{f.File}:{f.Line}:{f.Column}: {f.Code}"));
        Assert.All(read.Findings, f => Assert.False(string.IsNullOrWhiteSpace(f.Message) || string.IsNullOrWhiteSpace(f.Remedy), f.ToString()));
    }

    [Fact]
    public void Every_code_has_a_mistake_that_shows_it()
    {
        // Codes that need more or fewer files than the small catalogue have tests of their own below; those of mappings need a real connector: LintCommandTests.
        string[] elsewhere = [LintCodes.FileUnknown, LintCodes.FileMissing, LintCodes.DueClose, LintCodes.DueChild, LintCodes.MappingVersion, LintCodes.MappingUntested];
        Assert.Empty(AllCodes().Except(LintMistakes.All.Select(m => m.Code)).Except(elsewhere));
    }

    [Fact]
    public void Every_code_is_explained_for_people()
    {
        var readme = File.ReadAllText(Path.Combine(Checkout.Catalogue, "README.md"));
        Assert.All(AllCodes(), c => Assert.Contains($"| `{c}` |", readme, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_code_that_is_explained_is_one_that_lint_knows()
    {
        var listed = File.ReadLines(Path.Combine(Checkout.Catalogue, "README.md")).Where(l => l.StartsWith("| `", StringComparison.Ordinal) && l.Length > 5 && l[4] == '_')
            .Select(l => l.Split('`')[1]).ToList();
        Assert.Equal(listed.Order(StringComparer.Ordinal), listed.Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(AllCodes().Distinct().Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_has_one_message_at_its_place(int index, string mistake)
    {
        var (_, file, right, wrong) = LintMistakes.All[index];
        var text = SmallCatalogue.Files.Find(file)!;
        var changed = text.Replace(right, wrong.Replace("§", "", StringComparison.Ordinal), StringComparison.Ordinal);
        var findings = CatalogueReader.Read(SmallCatalogue.Files.With(new([new(file, changed)])), Connectors).Findings;
        Assert.All(findings.GroupBy(f => (f.File, f.Line, f.Column)), g => Assert.True(g.Count() == 1, $"{mistake}: {string.Join(" / ", g)}"));
    }

    [Fact]
    public void A_file_that_is_missing_or_does_not_belong_is_named()
    {
        var read = CatalogueReader.Read(new([new("orgunits.yaml", SmallCatalogue.Units), new("plan.yml", "id: x"), new("notes/plan.yaml", "id: x")]));
        Assert.Equal(
            ["indicators.yaml E_FILE_MISSING", "metrics.yaml E_FILE_MISSING", "notes/plan.yaml E_FILE_UNKNOWN", "plan.yml E_FILE_UNKNOWN"],
            read.Findings.Select(f => $"{f.File} {f.Code}"));
    }

    [Theory]
    [InlineData("units: [", LintCodes.Yaml)]
    [InlineData("units: none", LintCodes.Type)]
    [InlineData("# empty", LintCodes.Yaml)]
    public void A_list_that_cannot_be_read_is_the_only_finding(string units, string code)
    {
        var read = CatalogueReader.Read(SmallCatalogue.Files.With(new([new("orgunits.yaml", units)])), Connectors);
        Assert.Equal([code], read.Findings.Select(f => f.Code));
        Assert.Null(read.Catalogue);
    }

    [Fact]
    public void Sources_alone_need_no_catalogue()
    {
        var read = CatalogueReader.Read(new([new("sources/tthc-test.yaml", SmallCatalogue.Source)]), Connectors);
        Assert.Empty(read.Findings);
        Assert.Null(read.Catalogue);
        var source = Assert.Single(read.Sources);
        Assert.Equal(("tthc-test", "tthc", true), (source.Id, source.Connector, source.Enabled));
        Assert.Equal(new SourceOption("env:TTHC_PASSWORD", IsSecret: true), source.Options["password"]);
        Assert.Equal(new SourceOption("100", IsSecret: false), source.Options["pageSize"]);
    }

    [Fact]
    public void A_secret_in_clear_text_is_never_repeated()
    {
        var text = SmallCatalogue.Source.Replace("{ secret: \"env:TTHC_PASSWORD\" }", "hunter2", StringComparison.Ordinal).Replace("username: hub", "apiToken: hunter2", StringComparison.Ordinal);
        foreach (var connectors in new[] { Connectors, null })
        {
            var findings = CatalogueReader.Read(new([new("sources/tthc-test.yaml", text)]), connectors).Findings;
            Assert.Equal(2, findings.Count(f => f.Code == LintCodes.SecretLiteral));
            Assert.DoesNotContain(findings, f => f.ToString().Contains("hunter2", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_misspelled_word_comes_with_the_right_one()
    {
        var text = SmallCatalogue.Units.Replace("parent: province\n    name: Sở", "parrent: province\n    name: Sở", StringComparison.Ordinal);
        var finding = Assert.Single(CatalogueReader.Read(SmallCatalogue.Files.With(new([new("orgunits.yaml", text)])), Connectors).Findings);
        Assert.Equal("Did you mean 'parent'?", finding.Remedy);
    }

    [Fact]
    public void A_file_nested_too_deeply_is_refused_and_ends_nothing()
    {
        var read = CatalogueReader.Read(new([new("orgunits.yaml", "units: " + new string('[', 100_000))]));
        Assert.Contains(read.Findings, f => f is { Code: LintCodes.Yaml, Line: 1 });
    }

    [Fact]
    public void A_file_of_another_encoding_is_refused_at_the_first_letter_that_is_broken()
    {
        var folder = Directory.CreateTempSubdirectory("hub-catalogue-").FullName;
        File.WriteAllBytes(Path.Combine(folder, "calendars.yaml"), [.. "holidays:\n  - "u8, 0xE2, 0x28]);
        var finding = CatalogueReader.Read(CatalogueFiles.Load(folder)).Findings[0];
        Directory.Delete(folder, recursive: true);
        Assert.Equal(("calendars.yaml", 2, 5, LintCodes.Yaml), (finding.File, finding.Line, finding.Column, finding.Code));
    }

    [Fact]
    public void A_byte_order_mark_changes_nothing() =>
        Assert.Empty(CatalogueReader.Read(SmallCatalogue.Files.With(new([new("orgunits.yaml", "\uFEFF" + SmallCatalogue.Units)])), Connectors).Findings);

    [Theory]
    [InlineData("? [a]\n: 1\n? [b]\n: 2")]
    [InlineData("{ a: 1, !!str a: 2 }")]
    [InlineData("&x [*x]")]
    public void Odd_yaml_is_reported_and_ends_nothing(string options)
    {
        var text = "id: x\nconnector: tthc\nname: X\noptions:\n  " + options.Replace("\n", "\n  ", StringComparison.Ordinal) + "\n";
        Assert.NotEmpty(CatalogueReader.Read(new([new("sources/x.yaml", text)]), Connectors).Findings);
    }

    [Fact]
    public void Due_dates_without_a_working_day_between_are_warned_of_and_the_catalogue_is_read()
    {
        var parent = SmallCatalogue.Plan.Replace("year: 2024\n", "year: 2024\ncalendar: admin\nreporting:\n  - { who: Sở, frequency: quarterly, byDay: 15, to: A }\n", StringComparison.Ordinal);
        var child = SmallCatalogue.ChildPlan.Replace("year: 2024\n", "year: 2024\ncalendar: admin\nreporting:\n  - { who: Phòng, frequency: quarterly, byDay: 15, roll: working-day, to: B }\n", StringComparison.Ordinal);
        var read = CatalogueReader.Read(SmallCatalogue.Files.With(new([new("plans/plan-2024.yaml", parent), new("plans/child-2024.yaml", child)])), Connectors);
        Assert.Equal(
            ["plans/child-2024.yaml:8 W_DUE_CHILD Warning", "plans/plan-2024.yaml:7 W_DUE_CLOSE Warning"],
            read.Findings.Select(f => $"{f.File}:{f.Line} {f.Code} {f.Severity}"));
        Assert.False(read.HasErrors);
        Assert.NotNull(read.Catalogue);
    }

    [Fact]
    public void Properties_of_single_kinds_of_metrics_are_read()
    {
        var text = SmallCatalogue.Metrics.Replace("    kind: stock-last\n    unit: person\n", """
                kind: running-total
                unit: person
                resets: never
                anchors: [{ day: 2024-07-01, value: 3, unit: office }]
                totals: [{ class: department }]
                versions:
                  - { from: 2024-07-01, legalRef: QĐ 1, text: Đếm khác, bridge: staff.recounted }
                  - { from: 2024-08-01, legalRef: QĐ 2, comparable: true }

            """, StringComparison.Ordinal)
            + "  - { code: staff.recounted, name: X, kind: running-total, unit: person, feeds: { tthc/period-snapshots: {} }, authorities: [{ feed: tthc/period-snapshots }] }\n";
        var read = CatalogueReader.Read(SmallCatalogue.Files.With(new([new("metrics.yaml", text)])), Connectors);
        Assert.Empty(read.Findings.Select(f => f.ToString()));
        var metric = read.Catalogue!.Metrics["staff.total"];
        Assert.False(metric.ResetsYearly);
        Assert.Equal([new CounterAnchor(new(2024, 7, 1), 3, "office")], metric.Anchors);
        Assert.Equal("department", Assert.Single(metric.Totals).UnitClass);
        Assert.Equal([new(new(2024, 7, 1), "Đếm khác", "QĐ 1", false, "staff.recounted"), new(new(2024, 8, 1), null, "QĐ 2", true)], metric.Versions);
    }

    [Fact]
    public void What_was_written_is_what_is_read()
    {
        var catalogue = CatalogueReader.Read(SmallCatalogue.Files).Catalogue!;
        Assert.Equal("Xã mới", catalogue.Units["commune"].At(new(2024, 7, 1))!.Name.Vi);
        Assert.Equal("07201", catalogue.Units["commune"].At(new(2024, 6, 30))!.Code);
        Assert.Equal(new Authority("tthc/dossiers", null, CalendarKind.Admin, Validity.Always), catalogue.Metrics["dossier.received"].Authorities[1]);
        var rows = catalogue.Plans["plan-2024"].Rows;
        Assert.Equal(new Target(TargetOperator.Greater, 70, null, null, "trên 70%", Validity.Always), rows[0].Target);
        Assert.Equal(new TargetSelector(Level: Level.Commune), rows[1].Parts[0].Target.Selector);
        Assert.Equal((TargetOperator.Between, 1m, 2m), (rows[2].Target!.Operator, rows[2].Target!.Threshold, rows[2].Target!.UpperThreshold));
        Assert.Equal(new DateOnly(2024, 12, 31), rows[3].Target!.Due);
        Assert.Equal(new AgencyAlias("tthc", "TEST", null, Validity.Always), catalogue.Aliases[2]);
    }

    private static IEnumerable<string> AllCodes() =>
        new[] { typeof(LintCodes), typeof(FormulaErrors) }.SelectMany(t => t.GetFields()).Select(f => (string)f.GetRawConstantValue()!)
            // The reader refuses an empty text before it is a formula.
            .Where(c => c != FormulaErrors.Empty);

    private sealed class TestModule : ConnectorModule
    {
        public override string Key => "tthc";

        public override string NameVi => "TTHC";

        public override string NameEn => "TTHC";

        public override string Stability => "development";

        public override string Owner => "tests";

        public override IReadOnlyList<StreamDescription> Streams { get; } = [new("dossiers", "Hồ sơ", "Dossiers", StreamKind.Records, "code")];

        public override IReadOnlyList<OptionDescription> Options { get; } =
        [
            Option("baseUrl", OptionType.Url, required: true),
            Option("pageSize", OptionType.Number),
            Option("since", OptionType.Date),
            Option("strict", OptionType.Flag),
            Option("username", OptionType.Text),
            Option("password", OptionType.Secret, required: true),
        ];

        public override IReadOnlyList<IStreamMapping> Mappings => [];

        public override IConnector Create(ConnectorContext context) => throw new NotSupportedException();

        private static OptionDescription Option(string name, OptionType type, bool required = false) =>
            new(name, type, name, name, name, name, Required: required, Minimum: type is OptionType.Number ? 1 : null, Maximum: type is OptionType.Number ? 1000 : null);
    }
}
