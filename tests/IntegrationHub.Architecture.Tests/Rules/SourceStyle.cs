using System.Text.RegularExpressions;

namespace IntegrationHub.Architecture.Tests.Rules;

/// <summary>Rules of the C# text itself, for product code.</summary>
internal static partial class SourceStyle
{
    private const int MaxLines = 400;

    /// <summary>An abstract class is made to be derived from, a static one cannot be; any other class is sealed.</summary>
    public static IEnumerable<string> OpenClasses(Checkout checkout)
    {
        var sources = ProductFiles(checkout).Select(file => (File: file, Text: WithoutCommentsAndStrings(checkout.Text(file)))).ToList();
        // Of a partial class one part says it for all.
        var closed = sources.SelectMany(s => ClosedPart().Matches(s.Text)).Select(m => m.Groups["name"].Value).ToHashSet();
        return from source in sources
               from match in OpenClass().Matches(source.Text)
               where !(match.Value.Contains("partial ") && closed.Contains(match.Groups["name"].Value))
               select $"{source.File}: {match.Value.Trim()} must be sealed (or abstract, when it is made to be derived from)";
    }

    /// <summary>A longer file says why in its first line.</summary>
    public static IEnumerable<string> LongFiles(Checkout checkout) =>
        from file in ProductFiles(checkout)
        let lines = checkout.Lines(file)
        where lines.Length > MaxLines && !lines[0].StartsWith("//", StringComparison.Ordinal)
        select $"{file}: {lines.Length} lines; above {MaxLines} the first line is a comment that says why";

    public static IEnumerable<string> EmptyNames(Checkout checkout) =>
        from file in ProductFiles(checkout)
        from match in EmptyName().Matches(WithoutCommentsAndStrings(checkout.Text(file)))
        select $"{file}: {match.Groups["name"].Value} does not say what it does; Manager, Helper, Util, Common and Base are no names";

    public static IEnumerable<string> SilentSuppressions(Checkout checkout)
    {
        foreach (var file in checkout.Files.Where(f => f.EndsWith(".cs", StringComparison.Ordinal)))
        {
            foreach (var line in checkout.Lines(file).Where(l => l.TrimStart().StartsWith("#pragma warning disable", StringComparison.Ordinal) && !l.Contains("//")))
            {
                yield return $"{file}: {line.Trim()} needs its reason in a comment behind it";
            }
        }

        foreach (var file in checkout.Files.Where(f => f.EndsWith(".csproj", StringComparison.Ordinal) || f.EndsWith(".props", StringComparison.Ordinal)))
        {
            var lines = checkout.Lines(file);
            for (var i = 0; i < lines.Length; i++)
            {
                if (lines[i].Contains("<NoWarn") && !lines[i].Contains("<!--") && (i == 0 || !lines[i - 1].Contains("-->")))
                {
                    yield return $"{file}: {lines[i].Trim()} needs its reason in a comment above it";
                }
            }
        }
    }

    /// <summary>No binary floating point in the engine: neither the types nor literals of them.</summary>
    public static IEnumerable<string> FloatingPoint(Checkout checkout) =>
        from file in ProductFiles(checkout)
        where file.StartsWith("src/IntegrationHub.Indicators/", StringComparison.Ordinal)
        from match in Floating().Matches(WithoutCommentsAndStrings(checkout.Text(file)))
        select $"{file}: {match.Value} is binary floating point; figures are exact (long, BigInteger, decimal)";

    /// <summary>The one place that may do what is banned elsewhere.</summary>
    public static IEnumerable<string> OptOuts(Checkout checkout) =>
        from project in checkout.Projects
        from rule in new[] { (Property: "AllowsConsole", Owner: "IntegrationHub.Host"), (Property: "AllowsHttpClient", Owner: "IntegrationHub.Connectors.Http") }
        where project.Name != rule.Owner && checkout.Text(project.File).Contains($"<{rule.Property}>")
        select $"{project.File}: {rule.Property} is for {rule.Owner} alone";

    /// <summary>What a project tells of itself stands in one file for its instruments and in one for its log messages, whose code is generated.</summary>
    public static IEnumerable<string> ScatteredTelemetry(Checkout checkout)
    {
        foreach (var kind in new[] { (Told: Instrument(), Ending: "Telemetry.cs", What: "instruments"), (Told: LogMessage(), Ending: "Log.cs", What: "log messages") })
        {
            var files = ProductFiles(checkout).Where(f => kind.Told.IsMatch(WithoutCommentsAndStrings(checkout.Text(f)))).ToList();
            foreach (var project in files.GroupBy(f => string.Join('/', f.Split('/')[..2])))
            {
                if (project.Count() > 1 || !project.First().EndsWith(kind.Ending, StringComparison.Ordinal))
                {
                    yield return $"{project.Key}: {kind.What} are declared in {string.Join(", ", project)}; a project has one file for them, *{kind.Ending}";
                }
            }
        }

        foreach (var file in ProductFiles(checkout).Where(f => HandWrittenLog().IsMatch(WithoutCommentsAndStrings(checkout.Text(f)))))
        {
            yield return $"{file}: a log message is written by hand; declare it with [LoggerMessage] in the project's *Log.cs";
        }
    }

    private static IEnumerable<string> ProductFiles(Checkout checkout) =>
        checkout.Files.Where(f => f.EndsWith(".cs", StringComparison.Ordinal) && f.Split('/') is [("src" or "connectors" or "contracts"), ..] parts && !parts.Contains("Tests"));

    private static string WithoutCommentsAndStrings(string text) => CommentOrString().Replace(text, match => match.Value[0] == '/' ? " " : "\"\"");

    // The order matters: raw strings before strings, so that their quotes do not open a string.
    [GeneratedRegex("""
        //[^\n]*|/\*[\s\S]*?\*/|\"{3,}[\s\S]*?\"{3,}|\$?@"(?:[^"]|"")*"|@\$"(?:[^"]|"")*"|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+'
        """)]
    private static partial Regex CommentOrString();

    [GeneratedRegex(@"^[ \t]*(?:\[[^\]\n]*\]\s*)?(?:(?:public|internal|private|protected|file|partial|unsafe|new)\s+)*(?:class|record(?!\s+struct))\s+(?<name>[A-Z]\w*)", RegexOptions.Multiline)]
    private static partial Regex OpenClass();

    [GeneratedRegex(@"\.Create(?:Observable)?(?:Counter|UpDownCounter|Gauge|Histogram)\b")]
    private static partial Regex Instrument();

    [GeneratedRegex(@"\[LoggerMessage\b")]
    private static partial Regex LogMessage();

    [GeneratedRegex(@"\.Log(?:Trace|Debug|Information|Warning|Error|Critical)\(")]
    private static partial Regex HandWrittenLog();

    [GeneratedRegex(@"\b(?:sealed|static|abstract)\s+partial\s+(?:class|record)\s+(?<name>\w+)")]
    private static partial Regex ClosedPart();

    [GeneratedRegex(@"\b(?:class|record|struct|interface|enum)\s+(?<name>\w*(?:Manager|Helper|Helpers|Util|Utils|Utilities|Common|Base))\b")]
    private static partial Regex EmptyName();

    [GeneratedRegex(@"\b(?:double|float)\b|(?<![\w.])\d[\d_]*\.\d[\d_]*(?:[eE][+-]?\d+)?(?![\dmM_])[fFdD]?|(?<![\w.])\d[\d_]*[fFdD]\b")]
    private static partial Regex Floating();
}
