using System.Globalization;
using System.Text.Json;

namespace IntegrationHub.Connectors.Http;

/// <summary>
/// Positions of streams as the collector keeps them: a JSON object of texts with a version and the stream's name. One that cannot be read is a
/// fault: neither a full read nor "from now" is a safe guess, an operator decides.
/// </summary>
public sealed class CursorText
{
    private const int Version = 1;
    private const int Longest = 60 * 1024;

    private readonly string _source;
    private readonly string _stream;
    private readonly JsonElement _root;

    private CursorText(string source, string stream, JsonElement root) => (_source, _stream, _root) = (source, stream, root);

    public static string Write(string stream, params IEnumerable<(string Name, object? Value)> values)
    {
        var members = new Dictionary<string, object?> { ["v"] = Version, ["stream"] = stream };
        foreach (var (name, value) in values)
        {
            if (value is not null)
            {
                members[name] = value is DateOnly day ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : value;
            }
        }

        var text = JsonSerializer.Serialize(members);
        return text.Length <= Longest ? text
            : throw new ConnectorException(FailureCategory.Configuration, "E_CURSOR_SIZE", $"the position of stream {stream} grows beyond {Longest / 1024} KiB; the connector's README says what to make smaller");
    }

    /// <summary>Null for the first pull.</summary>
    /// <param name="text">The stored position.</param>
    /// <param name="source">Name of the source in messages.</param>
    /// <param name="stream">A position of another stream is refused.</param>
    /// <param name="members">What must be there, if only as null.</param>
    /// <exception cref="ConnectorException">E_CURSOR: damaged, of another stream, or of a newer version.</exception>
    public static CursorText? Read(string? text, string source, string stream, params IReadOnlyList<string> members)
    {
        if (text is null)
        {
            return null;
        }

        try
        {
            var root = JsonElement.Parse(text);
            if (root.ValueKind == JsonValueKind.Object && root.GetProperty("v").GetInt32() == Version && root.GetProperty("stream").GetString() == stream
                && members.All(name => root.TryGetProperty(name, out _)))
            {
                return new CursorText(source, stream, root);
            }
        }
        catch (Exception exception) when (exception is JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
        {
            throw Fault(source, stream, exception);
        }

        throw Fault(source, stream);
    }

    public string? Text(string name) => !_root.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? null : value.ValueKind == JsonValueKind.String ? value.GetString() : throw Fault();

    public long? Number(string name) => !_root.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : throw Fault();

    public DateOnly? Day(string name) => Text(name) is not { } text ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : throw Fault();

    public IReadOnlyDictionary<string, string> Map(string name)
    {
        if (!_root.TryGetProperty(name, out var value))
        {
            return new Dictionary<string, string>();
        }

        return value.ValueKind == JsonValueKind.Object && value.EnumerateObject().All(m => m.Value.ValueKind == JsonValueKind.String)
            ? value.EnumerateObject().ToDictionary(m => m.Name, m => m.Value.GetString()!, StringComparer.Ordinal)
            : throw Fault();
    }

    public ConnectorException Fault() => Fault(_source, _stream);

    public static ConnectorException Fault(string source, string stream, Exception? inner = null) =>
        new(FailureCategory.Configuration, "E_CURSOR",
            $"{source}: the stored position of stream {stream} cannot be read: it is damaged or of a newer version; start the newer version again, or run: hub source reset {source}", inner);
}
