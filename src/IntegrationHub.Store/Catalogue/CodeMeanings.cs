using System.Globalization;
using System.Text.RegularExpressions;

namespace IntegrationHub.Store.Catalogue;

/// <param name="Codes">Codes of the field that the mapping treats alike.</param>
/// <param name="Conditions">Names of the mapping's conditions that they fulfil; none: only what is counted without a condition.</param>
public sealed record CodeMeaning(IReadOnlyList<string> Codes, IReadOnlyList<string> Conditions);

/// <summary>
/// What the codes of a field mean to a mapping, by the conditions in which they stand, and the same mapping with one more. Every other byte stays as it is.
/// Only where all places of the field are plain lists of codes: what says more is for a person with an editor.
/// </summary>
public static partial class CodeMeanings
{
    private const int LongestCode = 100;

    /// <returns>Those with the most codes first; none: this mapping, or this code, is for a person with an editor.</returns>
    public static IReadOnlyList<CodeMeaning> Of(string mapping, string field, string code)
    {
        ArgumentNullException.ThrowIfNull(mapping);
        if (!Code().IsMatch(code ?? "") || code!.Length > LongestCode || PlacesOf(mapping, field) is not { } places || places[0].Codes.Contains(code, StringComparer.Ordinal))
        {
            return [];
        }

        return
        [
            .. places[0].Codes.Select(known => (Code: known, Conditions: places.Skip(1).Where(p => p.Codes.Contains(known, StringComparer.Ordinal)).Select(p => p.Condition!).ToList()))
                .GroupBy(k => string.Join('|', k.Conditions), StringComparer.Ordinal).Select(g => new CodeMeaning([.. g.Select(k => k.Code)], g.First().Conditions))
                .OrderByDescending(m => m.Codes.Count).ThenBy(m => m.Codes[0], StringComparer.Ordinal),
        ];
    }

    /// <returns>The next version of the mapping, in which the code means what another one means; null where it cannot be written by itself.</returns>
    public static string? With(string mapping, string field, string code, string like)
    {
        if (Of(mapping, field, code).Count == 0 || PlacesOf(mapping, field) is not { } places || !places[0].Codes.Contains(like, StringComparer.Ordinal))
        {
            return null;
        }

        var written = Number().IsMatch(code) ? code : $"\"{code}\"";
        var text = places.Where(p => p.Codes.Contains(like, StringComparer.Ordinal)).OrderByDescending(p => p.End).Aggregate(mapping, (t, p) => t.Insert(p.End, ", " + written));
        return Version().Replace(text, m => m.Groups["word"].Value + (int.Parse(m.Groups["number"].Value, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture), 1);
    }

    /// <summary>The list of known codes first, then those of the conditions.</summary>
    private static List<Place>? PlacesOf(string mapping, string field)
    {
        var name = Regex.Escape(field);
        var (places, section, at, isVersioned) = (new List<Place>(), "", 0, false);
        foreach (var line in mapping.Split('\n'))
        {
            var said = Remark().Match(line) is { Success: true } remark ? line[..remark.Index] : line;
            isVersioned |= Version().IsMatch(said);
            section = Key().Match(said) is { Success: true } key ? key.Groups["name"].Value : section;

            // A field may be called as the word before the list of its codes.
            var named = Regex.Count(said, section == "fields" && field == "code" ? "^ +code *:" : $@"(?<![\w.]){name}\s*:", RegexOptions.CultureInvariant);
            if (named > 0)
            {
                var match = section switch
                {
                    "fields" => Regex.Match(said, $@"^ +{name}: *\{{ *code: *\[(?<codes>[^\[\]{{}}]*)\]", RegexOptions.CultureInvariant),
                    "conditions" => Regex.Match(said, $@"^ +(?<condition>\w+): *\{{(?:[^\[\]{{}}]|\[[^\[\]{{}}]*\])*(?<![\w.]){name}: *\[(?<codes>[^\[\]{{}}]*)\]", RegexOptions.CultureInvariant),
                    _ => Match.Empty,
                };
                if (!match.Success || named > 1)
                {
                    return null;
                }

                var codes = match.Groups["codes"];
                var place = new Place(section == "fields" ? null : match.Groups["condition"].Value, [.. codes.Value.Split(',').Select(c => c.Trim().Trim('"', '\''))], at + codes.Index + codes.Value.TrimEnd().Length);
                if (place.Condition is null)
                {
                    places.Insert(0, place);
                }
                else
                {
                    places.Add(place);
                }
            }

            at += line.Length + 1;
        }

        return isVersioned && places.Count(p => p.Condition is null) == 1 && places[0].Condition is null && places[0].Codes.All(c => c.Length > 0) ? places : null;
    }

    /// <param name="Condition">Null: the field's list of known codes.</param>
    /// <param name="End">Behind the last of the codes.</param>
    private sealed record Place(string? Condition, IReadOnlyList<string> Codes, int End);

    [GeneratedRegex(@"^[\p{L}\p{N}][\p{L}\p{N}._/-]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Code();

    [GeneratedRegex("^(0|[1-9][0-9]{0,8})$", RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    [GeneratedRegex(@"^(?<word>version: *)(?<number>\d{1,6})\b", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Version();

    [GeneratedRegex(@"^(?<name>[A-Za-z]\w*):", RegexOptions.CultureInvariant)]
    private static partial Regex Key();

    [GeneratedRegex(@"(^|\s)#", RegexOptions.CultureInvariant)]
    private static partial Regex Remark();
}
