using System.Text.RegularExpressions;
using IntegrationHub.Architecture.Tests.Rules;
using Xunit;

namespace IntegrationHub.Architecture.Tests;

public sealed class SourceStyleTests
{
    private const string File = "src/IntegrationHub.Indicators/Planted.cs";

    [Fact]
    public void Classes_are_sealed() => Here.MustBeEmpty(SourceStyle.OpenClasses(Here.Checkout));

    [Theory]
    [InlineData("public class Planted { }")]
    [InlineData("internal partial class Planted { }")]
    [InlineData("public record Planted(int A);")]
    [InlineData("class Planted<T>;")]
    [InlineData("public sealed class Other { private class Planted { } }", "Other")]
    public void A_planted_open_class_is_reported(string text, string? not = null)
    {
        using var tree = new PlantedTree().With(File, text.Replace("{ private", "{\n private"));
        Here.MustReport(SourceStyle.OpenClasses(tree.Read()), "Planted must be sealed");
        Assert.DoesNotContain(SourceStyle.OpenClasses(tree.Read()), v => not is not null && v.Contains(not));
    }

    [Fact]
    public void A_class_in_a_comment_or_string_and_a_part_of_a_sealed_class_are_not_reported()
    {
        using var tree = new PlantedTree()
            .With(File, "// class Gone { }\n/*\nclass Gone { }\n*/\npublic sealed partial class Planted { string s = @\"\nclass Gone\"; }\npublic readonly record struct S(int A);\n")
            .With("src/IntegrationHub.Indicators/Planted.More.cs", "partial class Planted { }");
        Assert.Empty(SourceStyle.OpenClasses(tree.Read()));
    }

    [Fact]
    public void Files_have_a_length_that_can_be_read() => Here.MustBeEmpty(SourceStyle.LongFiles(Here.Checkout));

    [Fact]
    public void A_planted_long_file_is_reported_unless_its_first_line_says_why()
    {
        var long_ = string.Concat(Enumerable.Repeat("\n", 401));
        using var silent = new PlantedTree().With(File, "namespace A;" + long_);
        Here.MustReport(SourceStyle.LongFiles(silent.Read()), File, "401 lines");
        using var said = new PlantedTree().With(File, "// One table, better read in one piece." + long_);
        Assert.Empty(SourceStyle.LongFiles(said.Read()));
    }

    [Fact]
    public void Names_say_what_a_type_does() => Here.MustBeEmpty(SourceStyle.EmptyNames(Here.Checkout));

    [Theory]
    [InlineData("public sealed class SourceManager;")]
    [InlineData("internal static class DateHelper;")]
    [InlineData("public interface ICommon;")]
    [InlineData("public abstract record MessageBase;")]
    public void A_planted_empty_name_is_reported(string text)
    {
        using var tree = new PlantedTree().With(File, text);
        Here.MustReport(SourceStyle.EmptyNames(tree.Read()), "are no names");
    }

    [Fact]
    public void Suppressions_give_their_reason() => Here.MustBeEmpty(SourceStyle.SilentSuppressions(Here.Checkout));

    [Fact]
    public void A_planted_silent_suppression_is_reported()
    {
        using var tree = new PlantedTree()
            .With(File, "#pragma warning disable CA1000 // shown as an example\n#pragma warning disable CA2000\n")
            .With("src/A/A.csproj", "<Project>\n<PropertyGroup>\n<NoWarn>CA1</NoWarn>\n</PropertyGroup>\n</Project>")
            .With("src/B/B.csproj", "<Project>\n<PropertyGroup>\n<!-- because -->\n<NoWarn>CA1</NoWarn>\n</PropertyGroup>\n</Project>");
        var found = SourceStyle.SilentSuppressions(tree.Read()).ToList();
        Assert.Equal(2, found.Count);
        Here.MustReport(found, File, "CA2000");
        Here.MustReport(found, "src/A/A.csproj");
    }

    [Fact]
    public void The_engine_has_no_floating_point()
    {
        Assert.Contains(Here.Checkout.Files, f => f.StartsWith("src/IntegrationHub.Indicators/", StringComparison.Ordinal));
        Here.MustBeEmpty(SourceStyle.FloatingPoint(Here.Checkout));
    }

    [Theory]
    [InlineData("double x;", "double")]
    [InlineData("var x = (float)1;", "float")]
    [InlineData("var x = 1.5;", "1.5")]
    [InlineData("var x = a / 2d;", "2d")]
    [InlineData("var x = 1.0e5;", "1.0e5")]
    public void A_planted_floating_point_is_reported(string text, string found)
    {
        using var tree = new PlantedTree().With(File, text);
        Here.MustReport(SourceStyle.FloatingPoint(tree.Read()), $": {found} is binary floating point");
    }

    [Theory]
    [InlineData("var x = 62.25m / 3M; // a double in a comment")]
    [InlineData("var x = a[1..2] + 0x1F + \"1.5 double\".Length;")]
    public void Exact_numbers_are_not_reported(string text)
    {
        using var tree = new PlantedTree().With(File, text);
        Assert.Empty(SourceStyle.FloatingPoint(tree.Read()));
    }

    [Fact]
    public void Instruments_and_log_messages_of_a_project_stand_in_one_file_each() => Here.MustBeEmpty(SourceStyle.ScatteredTelemetry(Here.Checkout));

    [Fact]
    public void Planted_scattered_telemetry_is_reported()
    {
        using var tree = new PlantedTree()
            .With("src/A/ATelemetry.cs", "static class ATelemetry { static object c = meter.CreateCounter<long>(); }").With("src/A/Deep/Other.cs", "static class Other { static object c = meter.CreateObservableGauge(); }")
            .With("src/B/Words.cs", "static partial class Words { [LoggerMessage(1)] static partial void Said(); }").With("src/C/Loud.cs", "sealed class Loud { void M() => log.LogWarning(); }")
            .With("src/D/DLog.cs", "static partial class DLog { [LoggerMessage(1)] static partial void Said(); } // log.LogError() in a comment");
        var found = SourceStyle.ScatteredTelemetry(tree.Read()).ToList();
        Assert.Equal(3, found.Count);
        Here.MustReport(found, "src/A: instruments", "src/A/Deep/Other.cs");
        Here.MustReport(found, "src/B: log messages");
        Here.MustReport(found, "src/C/Loud.cs");
    }

    /// <summary>By the name: Prometheus writes it with lower lines, and adds the unit.</summary>
    [Fact]
    public void Whatever_an_alert_or_a_dashboard_looks_at_is_told_and_whatever_is_told_is_listed()
    {
        var told = Here.Checkout.Files.Where(f => f.StartsWith("src/", StringComparison.Ordinal) && f.EndsWith("Telemetry.cs", StringComparison.Ordinal))
            .SelectMany(f => Regex.Matches(Here.Checkout.Text(f), @"""(?<name>hub\.(?:collect|record|notify|store|source)\.[a-z_.]+[a-z])""").Select(m => m.Groups["name"].Value)).Distinct().ToList();
        Assert.True(told.Count > 12, string.Join(", ", told));
        var page = Here.Checkout.Text("deploy/README.md");
        Here.MustBeEmpty(told.Where(name => !page.Contains(name, StringComparison.Ordinal) && !page.Contains("`" + name[name.IndexOf('.', 10)..] + "`", StringComparison.Ordinal)).Select(name => $"{name} is not in deploy/README.md"));

        string[] looks = ["deploy/docker/prometheus/alerts.yml", "deploy/docker/grafana/dashboards/hub.json"];
        var seen = looks.SelectMany(f => Regex.Matches(Here.Checkout.Text(f), @"\bhub_(?:collect|record|notify|store|source)_[a-z_]+").Select(m => m.Value)).Distinct().ToList();
        Assert.NotEmpty(seen);
        Here.MustBeEmpty(seen.Where(s => !told.Any(t => s.StartsWith(t.Replace('.', '_'), StringComparison.Ordinal))).Select(s => $"{s} is looked at, and nothing tells it"));
    }

    [Fact]
    public void Only_the_owner_opts_out_of_a_ban() => Here.MustBeEmpty(SourceStyle.OptOuts(Here.Checkout));

    [Fact]
    public void A_planted_opt_out_is_reported()
    {
        using var tree = new PlantedTree().With("src/A/A.csproj", "<Project><PropertyGroup><AllowsConsole>true</AllowsConsole></PropertyGroup></Project>");
        Here.MustReport(SourceStyle.OptOuts(tree.Read()), "src/A/A.csproj", "AllowsConsole");
    }
}
