using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace IntegrationHub.Host.Acceptance;

/// <summary>A check that does not run for a connector, with the reason, who answers for it, and the day after which it runs again.</summary>
public sealed record Bypass(int Check, string Reason, string Owner, DateOnly Expires, string Place);

/// <summary>The acceptance.yaml of a connector: which checks do not apply, and nothing else.</summary>
public sealed record AcceptanceFile(IReadOnlyList<Bypass> Bypasses, IReadOnlyList<CheckFinding> Problems)
{
    public const string Name = "acceptance.yaml";

    private static readonly string[] Words = ["check", "reason", "owner", "expires"];

    public static AcceptanceFile Read(string path, DateOnly today)
    {
        if (!File.Exists(path))
        {
            return new([], [new(Name, "the file is not there", "write it; with nothing to bypass it says 'bypass: []'")]);
        }

        var problems = new List<CheckFinding>();
        var bypasses = new List<Bypass>();
        try
        {
            var yaml = new YamlStream();
            using var reader = new StringReader(File.ReadAllText(path));
            yaml.Load(reader);
            if (yaml.Documents.Count != 1 || yaml.Documents[0].RootNode is not YamlMappingNode root || root.Children.Count != 1
                || !root.Children.TryGetValue(new YamlScalarNode("bypass"), out var list) || list is not YamlSequenceNode entries)
            {
                return new([], [new(Name + ":1", "there is one word, 'bypass', with a list", "write 'bypass:' and below it the checks that do not apply, or 'bypass: []'")]);
            }

            foreach (var entry in entries.Children)
            {
                Read(entry, today, bypasses, problems);
            }
        }
        catch (YamlException e)
        {
            problems.Add(new(string.Create(CultureInfo.InvariantCulture, $"{Name}:{e.Start.Line}"), "this is no YAML: " + e.Message, "correct it"));
        }

        return new(bypasses, problems);
    }

    private static void Read(YamlNode node, DateOnly today, List<Bypass> bypasses, List<CheckFinding> problems)
    {
        var place = string.Create(CultureInfo.InvariantCulture, $"{Name}:{node.Start.Line}");
        if (node is not YamlMappingNode entry)
        {
            problems.Add(new(place, "a bypass is { check, reason, owner, expires }", "write all four"));
            return;
        }

        if (entry.Children.Keys.Select(k => (k as YamlScalarNode)?.Value ?? "").Except(Words).FirstOrDefault() is { } unknown)
        {
            problems.Add(new(place, $"'{unknown}' is no word of a bypass", $"use {string.Join(", ", Words)}"));
            return;
        }

        foreach (var missing in Words.Where(w => Text(w) is null))
        {
            problems.Add(new(place, $"the bypass has no {missing}", "say which check, why it does not apply, who answers for that and until when"));
        }

        if (Words.Any(w => Text(w) is null))
        {
            return;
        }

        if (!int.TryParse(Text("check"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > CheckList.HighestNumber)
        {
            problems.Add(new(place, $"there is no check '{Text("check")}'", FormattableString.Invariant($"the checks are 1 to {CheckList.HighestNumber}; see connectors/README.md")));
        }
        else if (!DateOnly.TryParseExact(Text("expires"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var expires))
        {
            problems.Add(new(place, $"'{Text("expires")}' is no day", "write it like 2027-06-30"));
        }
        else if (expires < today)
        {
            problems.Add(new(place, $"the bypass of check {Text("check")} has expired on {Text("expires")}", "mend the connector, or decide again and give the reason and a new day"));
        }
        else if (bypasses.Any(b => b.Check == number))
        {
            problems.Add(new(place, $"check {Text("check")} is bypassed twice", "keep one"));
        }
        else
        {
            bypasses.Add(new(number, Text("reason")!, Text("owner")!, expires, place));
        }

        string? Text(string word) =>
            entry.Children.TryGetValue(new YamlScalarNode(word), out var value) && value is YamlScalarNode { Value: { } text } && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;
    }
}
