using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace IntegrationHub.Store.Catalogue.Yaml;

/// <summary>From text to the one mapping of a YAML file.</summary>
internal static class YamlDocumentReader
{
    /// <summary>The node tree is built recursively; a file nested deeper than any catalogue must not end the process.</summary>
    private const int MaxDepth = 32;

    private const char ByteOrderMark = '\uFEFF';

    public static YamlMappingNode? Read(CatalogueFile file, FindingLog log)
    {
        if (file.Text.IndexOf('\uFFFD', StringComparison.Ordinal) is >= 0 and var broken)
        {
            var before = file.Text.AsSpan(0, broken);
            log.Error(new(file.Path, before.Count('\n') + 1, broken - before.LastIndexOf('\n')), LintCodes.Yaml, "This is not UTF-8 text.", "Save the file as UTF-8.");
            return null;
        }

        var stream = new YamlStream();
        try
        {
            stream.Load(new ShallowParser(new Parser(new StringReader(file.Text.TrimStart(ByteOrderMark)))));
        }
        catch (YamlException error)
        {
            log.Error(At(file.Path, error.Start), LintCodes.Yaml, $"This is not valid YAML: {Sentence(error)}", "Correct the line; indentation is by spaces, and texts with a colon need quotes.");
            return null;
        }

        if (stream.Documents is [{ RootNode: YamlMappingNode root }])
        {
            return root;
        }

        var at = stream.Documents.Count == 0 ? new Place(file.Path, 1, 1) : At(file.Path, stream.Documents[^1].RootNode.Start);
        log.Error(at, LintCodes.Yaml, "The file must hold exactly one mapping (name: value lines).", "Begin with the names that the README lists for this file.");
        return null;
    }

    public static Place At(string file, Mark mark) => new(file, (int)Math.Max(1, mark.Line), (int)Math.Max(1, mark.Column));

    private static string Sentence(YamlException error) => (error.InnerException?.Message ?? error.Message).TrimEnd('.') + ".";

    private sealed class ShallowParser(IParser inner) : IParser
    {
        private int _depth;

        public ParsingEvent? Current => inner.Current;

        public bool MoveNext()
        {
            var moved = inner.MoveNext();
            _depth += inner.Current?.NestingIncrease ?? 0;
            if (_depth > MaxDepth)
            {
                throw new YamlException(inner.Current!.Start, inner.Current.End, "Nested too deeply");
            }

            return moved;
        }
    }
}
