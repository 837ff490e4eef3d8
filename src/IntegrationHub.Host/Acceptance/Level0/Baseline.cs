using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using IntegrationHub.Connectors;
using IntegrationHub.Connectors.Http.Mappings;
using IntegrationHub.Host.Acceptance.Bench;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Host.Acceptance.Level0;

public sealed record BaselineOption(string Name, string Type, bool Required, string? Default, IReadOnlyList<string> Choices, long? Minimum, long? Maximum);

public sealed record BaselineStream(string Name, string Kind, string Key, IReadOnlyList<string> Fields, IReadOnlyList<string> Metrics);

/// <summary>What a connector promised when it was released last: contracts/baseline/KEY.json.</summary>
/// <param name="Source">A configuration as operators have it.</param>
/// <param name="Cursors">A stored cursor of each stream.</param>
public sealed partial record Baseline(string Connector, IReadOnlyList<BaselineOption> Options, IReadOnlyList<BaselineStream> Streams, string Source, IReadOnlyDictionary<string, string> Cursors)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string PathOf(Subject subject) => Path.Combine(subject.Repository, "contracts", "baseline", subject.Module.Key + ".json");

    public static Baseline Read(string path) => JsonSerializer.Deserialize<Baseline>(File.ReadAllText(path), Json)!;

    public void Write(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, JsonSerializer.Serialize(this, Json).ReplaceLineEndings("\n") + "\n");
    }

    /// <summary>What the connector is today, with a configuration and cursors from a bench.</summary>
    public static async Task<Baseline> OfAsync(Subject subject, CancellationToken cancellationToken)
    {
        var cursors = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var one in subject.PerSource)
        {
            foreach (var cursor in await (await one.PulledAsync(cancellationToken)).QueryAsync(db => db.Cursors.AsNoTracking().ToListAsync(cancellationToken)))
            {
                cursors[cursor.Stream] = cursor.Cursor;
            }
        }

        var bench = await subject.PerSource[0].PulledAsync(cancellationToken);
        var source = bench.Source.Catalogue().Find($"sources/{bench.Source.Id}.yaml")!.Replace(bench.Simulators.BaseUrl, "https://nguon.example.gov.vn", StringComparison.Ordinal);
        return Of(subject) with { Source = TemporarySecret().Replace(TemporaryFolder().Replace(source, "folder: /srv/hub/tep"), "\"env:HUB_SOURCE_CONNECTION\""), Cursors = cursors };
    }

    /// <summary>What can be told without a bench.</summary>
    public static Baseline Of(Subject subject) => new(
        subject.Module.Key,
        [.. subject.Module.Options.Select(o => new BaselineOption(o.Name, o.Type.ToString(), o.Required, o.Default, o.Choices, o.Minimum, o.Maximum))],
        [.. subject.Catalogue.Streams.Select(s => Of(subject, s))],
        "",
        new Dictionary<string, string>());

    private static BaselineStream Of(Subject subject, StreamDescription stream)
    {
        var map = subject.Module is MappedModule mapped ? mapped.MapOf(stream.Name, subject.Catalogue.Definitions) : null;
        return new(
            stream.Name, stream.Kind.ToString(), stream.Key,
            map is null ? [] : [.. map.Fields.Select(f => $"{f.Name}: {f.Type.ToString().ToLowerInvariant()}{(f.Required ? "" : "?")}")],
            map is null ? [] : [.. map.Values.Select(v => v.Metric)]);
    }

    [GeneratedRegex("folder: .*")]
    private static partial Regex TemporaryFolder();

    [GeneratedRegex("\"file:[^\"]*\"")]
    private static partial Regex TemporarySecret();
}
