using System.Text.Json;

namespace IntegrationHub.Connectors.Http;

/// <summary>Remembers the names of fields that a source sends and nobody knows: it has changed, and people may want to look. Values are never looked at.</summary>
/// <param name="known">Names that are read, or known and dropped; in any case of letters.</param>
public sealed class FieldWatch(IEnumerable<string> known)
{
    private const int LongestName = 60;
    private const int MostNames = 200;

    // Several answers may be read side by side.
    private readonly Lock _lock = new();
    private readonly SortedSet<string> _added = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(known, StringComparer.OrdinalIgnoreCase);

    /// <summary>The names so far, in order.</summary>
    public IReadOnlyList<string> Added
    {
        get
        {
            lock (_lock)
            {
                return [.. _added];
            }
        }
    }

    public void NoteAll(JsonElement record)
    {
        foreach (var member in record.EnumerateObject())
        {
            Note(member.Name);
        }
    }

    /// <summary>A name is remembered only when it looks like one: a source that keys by person must not get persons in here.</summary>
    public void Note(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (_known.Contains(name) || name.Length is 0 or > LongestName
            || !(char.IsAsciiLetter(name[0]) || name[0] == '_') || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.'))
        {
            return;
        }

        lock (_lock)
        {
            if (_added.Count < MostNames)
            {
                _added.Add(name);
            }
        }
    }
}
