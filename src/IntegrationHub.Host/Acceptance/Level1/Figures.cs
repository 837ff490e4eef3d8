using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using IntegrationHub.Collect.Archive;
using IntegrationHub.Connectors;
using IntegrationHub.Connectors.Http.Mappings;
using IntegrationHub.Host.Acceptance.Bench;
using IntegrationHub.Simulators.World;

namespace IntegrationHub.Host.Acceptance.Level1;

/// <summary>Checks 21 to 23 and 26: what comes of the readings.</summary>
internal static class Figures
{
    private const int Seed = 20241220;
    private const string Exact = "9007199254740993";
    private const string TooLong = "12345678901234567890123456789012345678";

    /// <summary>Check 21: all records of a run in another order, with the pages' borders elsewhere.</summary>
    public static async Task<CheckOutcome> OrderIndependentAsync(Subject subject, CancellationToken cancellationToken)
    {
        if (subject.IsManual)
        {
            return CheckOutcome.NotApplicable("the connector reads nothing: people bring what there is");
        }

        var random = new Random(Seed);
        await using var bench = await subject.BenchAsync(cancellationToken, new BenchOptions
        {
            Instead = m => m.Key == subject.Module.Key ? new ChangedModule(subject.Instead?.Invoke(m) ?? m, pages => ShuffledAsync(pages, random)) : m,
        });
        var failures = await bench.FailuresOfPullAsync(cancellationToken);
        var findings = failures.Concat((await bench.DifferencesAsync(cancellationToken)).Take(10)).Select(d => new CheckFinding(subject.SourceId, "with records in another order: " + d, "a record's meaning may not depend on its neighbors")).ToList();
        return CheckOutcome.Of(findings, FormattableString.Invariant($"seed {Seed}; the cells are those of the truth in any order"));
    }

    /// <summary>Check 22: the commands themselves, on a store with figures.</summary>
    public static async Task<CheckOutcome> PreviewChangesNothingAsync(Subject subject, CancellationToken cancellationToken)
    {
        var bench = await subject.PulledAsync(cancellationToken);
        var before = await bench.DigestsAsync(cancellationToken);
        var findings = new List<CheckFinding>();
        foreach (var arguments in new[] { new[] { "source", "test", subject.SourceId }, ["source", "preview", subject.SourceId] })
        {
            await using var output = new StringWriter();
            await using var error = new StringWriter();
            var code = await Commands.HubCommand.RunAsync(
                arguments, new System.CommandLine.InvocationConfiguration { Output = output, Error = error }, new Commands.HubEnvironment(() => bench.Settings, _ => bench.Clock), cancellationToken);
            var after = await bench.DigestsAsync(cancellationToken);
            var changed = after.Keys.Where(t => after[t] != before.GetValueOrDefault(t)).ToList();
            if (code != 0)
            {
                findings.Add(new("hub " + string.Join(' ', arguments), FormattableString.Invariant($"it ends with {code}: {output} {error}"), "it succeeds with a healthy source"));
            }

            if (changed.Count > 0)
            {
                findings.Add(new("hub " + string.Join(' ', arguments), "it has changed " + string.Join(", ", changed), "look, and write nothing"));
            }
        }

        return CheckOutcome.Of(findings, FormattableString.Invariant($"{before.Count} tables as before"));
    }

    /// <summary>Check 23: numbers beyond what a double can hold, put into real records.</summary>
    public static async Task<CheckOutcome> ValuesAreExactAsync(Subject subject, CancellationToken cancellationToken)
    {
        if (subject.Module is not MappedModule mapped)
        {
            return CheckOutcome.NotApplicable("no mapping of it is written in YAML; its exactness is tested in its Tests folder");
        }

        var bench = await subject.PulledAsync(cancellationToken);
        var (findings, exact) = (new List<CheckFinding>(), 0);
        foreach (var stream in await bench.StreamsAsync(cancellationToken))
        {
            var map = mapped.MapOf(stream.Name, subject.Catalogue.Definitions);
            var mapping = new YamlMapping(map);
            var numbers = map.Fields.Where(f => f.Type is FieldType.Count or FieldType.Amount).Select(f => f.Name).ToHashSet(StringComparer.Ordinal);
            var rules = map.Values.Where(v => v.Count is null && v.Plus.Count > 0 && v.Plus.Concat(v.Minus).All(numbers.Contains)).ToDictionary(v => v.Metric, StringComparer.Ordinal);
            if (rules.Count == 0)
            {
                continue;
            }

            var (tried, refused) = (false, false);
            foreach (var body in (await Reading.PagesAsync(bench, stream.Name, cancellationToken)).SelectMany(PageCodec.Decode).Select(r => r.Body).Take(200))
            {
                if (mapping.Map("k", With(body, numbers, Exact)) is not Mapped { Values.Count: > 0 } mappedValues)
                {
                    continue;
                }

                tried = true;
                foreach (var value in mappedValues.Values.Where(v => rules.ContainsKey(v.Metric)))
                {
                    exact++;
                    var rule = rules[value.Metric];
                    var expected = decimal.Parse(Exact, CultureInfo.InvariantCulture) * (rule.Plus.Count(f => body.TryGetProperty(f, out _)) - rule.Minus.Count(f => body.TryGetProperty(f, out _)));
                    if (value.Amount != expected)
                    {
                        findings.Add(new($"{stream.Name} {value.Metric}", FormattableString.Invariant($"{Exact} becomes {value.Amount} instead of {expected}"), "decimals all the way, never a double"));
                    }
                }

                refused |= mapping.Map("k", With(body, numbers, TooLong)) is Refused;
                break;
            }

            if (tried && !refused)
            {
                findings.Add(new(stream.Name, "a number of 38 digits is taken, although no cell can hold it", "refuse it"));
            }
        }

        return exact == 0 && findings.Count == 0
            ? CheckOutcome.NotApplicable("no stream of it brings numbers: each record counts as one")
            : CheckOutcome.Of(findings.Take(10).ToList(), FormattableString.Invariant($"{exact} values of 2^53 + 1 exact, 38 digits refused; texts do not pass the edge, days and numbers are read by the shared readers and their tests"));
    }

    /// <summary>Check 26: the simulators send made-up people; they, and the source's password, are searched for in the store, the logs and the traces.</summary>
    public static async Task<CheckOutcome> NoPersonalDataAsync(Subject subject, CancellationToken cancellationToken)
    {
        var bench = await subject.PulledAsync(cancellationToken);
        var texts = (await bench.TextsAsync(cancellationToken)).Select(t => (Place: "table " + t.Place, t.Text)).Concat(subject.Heard).ToList();
        var findings = texts.Select(t => (t.Place, Leak: PlantedPersonalData.FirstLeakIn(t.Text))).Where(t => t.Leak is not null).DistinctBy(t => t.Place).Take(10)
            .Select(t => new CheckFinding(t.Place, $"personal data: '{t.Leak}'", "drop it at the edge: name the fields that are read, and no others")).ToList();
        var secret = Level0.Secrets.FormsOf(bench.Simulators.Credentials.Password, bench.Simulators.Credentials.Username);
        findings.AddRange(texts.Where(t => secret.Any(s => t.Text.Contains(s, StringComparison.Ordinal))).Select(t => t.Place).Distinct()
            .Select(place => new CheckFinding(place, "the password of the source", "name the option, never its value")));
        return CheckOutcome.Of(findings, FormattableString.Invariant($"{texts.Count} texts, {subject.Heard.Count} of them logs and traces, with {texts.Sum(t => (long)t.Text.Length) / 1024} Ki characters; {PlantedPersonalData.Values.Count} planted values and the password in none"));
    }

    private static JsonElement With(JsonElement body, HashSet<string> numbers, string value)
    {
        var changed = JsonNode.Parse(body.GetRawText())!.AsObject();
        foreach (var name in changed.Select(p => p.Key).Where(numbers.Contains).ToList())
        {
            changed[name] = value;
        }

        return JsonSerializer.SerializeToElement(changed);
    }

    private static async IAsyncEnumerable<Page> ShuffledAsync(IAsyncEnumerable<Page> pages, Random random, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var all = new List<Page>();
        await foreach (var page in pages.WithCancellation(cancellationToken))
        {
            all.Add(page);
        }

        // Of a record that was read twice the later reading is the newer one: its instant says so, not its place.
        var readings = all.SelectMany(p => p.Readings).ToArray();
        random.Shuffle(readings);
        var parts = readings.Chunk(Math.Max(1, (readings.Length / 7) + 1)).ToList();
        foreach (var part in parts)
        {
            yield return new Page { Readings = part, Cursor = null };
        }

        yield return new Page
        {
            Readings = [], Cursor = all.LastOrDefault(p => p.Cursor is not null)?.Cursor, Delivered = [.. all.SelectMany(p => p.Delivered)],
            Opened = [.. all.SelectMany(p => p.Opened)], Closed = [.. all.SelectMany(p => p.Closed)],
        };
    }
}
