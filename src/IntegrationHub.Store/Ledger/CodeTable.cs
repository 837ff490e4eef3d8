using System.Collections.Concurrent;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Ledger;

/// <summary>
/// Numbers for words. Only added, never changed, so a process may keep what it has read. New words are written before the record
/// transaction: inside it they would wait for each other.
/// </summary>
public sealed class CodeTable(IDbContextFactory<HubDbContext> contexts)
{
    public const string Unit = "unit";
    public const string Metric = "metric";
    public const string Feed = "feed";
    public const string Scope = "scope";
    public const string Stream = "stream";
    public const string Figure = "figure";

    private readonly ConcurrentDictionary<(string Kind, string Value), int> numbers = new();
    private readonly ConcurrentDictionary<int, string> words = new();

    /// <summary>The numbers of the words, in their order; unknown words get one.</summary>
    public async Task<int[]> NumbersAsync(string kind, IReadOnlyList<string> values, CancellationToken cancellationToken)
    {
        var missing = values.Where(v => !numbers.ContainsKey((kind, v))).Distinct(StringComparer.Ordinal).ToList();
        if (missing.Count > 0)
        {
            await AddAsync(kind, missing, cancellationToken);
        }

        return [.. values.Select(v => numbers[(kind, v)])];
    }

    public async Task<int> NumberAsync(string kind, string value, CancellationToken cancellationToken) =>
        numbers.TryGetValue((kind, value), out var number) ? number : (await NumbersAsync(kind, [value], cancellationToken))[0];

    /// <summary>The number, or null when the word has never been used: then nothing is stored under it.</summary>
    public async Task<int?> FindAsync(string kind, string value, CancellationToken cancellationToken)
    {
        if (!numbers.ContainsKey((kind, value)))
        {
            await LoadAsync(cancellationToken);
        }

        return numbers.TryGetValue((kind, value), out var number) ? number : null;
    }

    /// <summary>The word of a number that was read from the store.</summary>
    public async Task<string> WordAsync(int number, CancellationToken cancellationToken)
    {
        if (!words.TryGetValue(number, out var word))
        {
            await LoadAsync(cancellationToken);
            word = words[number];
        }

        return word;
    }

    /// <summary>Reads what others have added, so that <see cref="Word"/> knows every number of the rows read before.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var known = words.Count;
        if (known > 0 && await db.Codes.CountAsync(cancellationToken) == known)
        {
            return;
        }

        await foreach (var row in db.Codes.AsNoTracking().AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            Remember(row);
        }
    }

    public string Word(int number) => words[number];

    public int? Find(string kind, string value) => numbers.TryGetValue((kind, value), out var number) ? number : null;

    private async Task AddAsync(string kind, List<string> missing, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        foreach (var value in missing)
        {
            // Both databases know this form; another process may add the same word at the same time.
            await db.Database.ExecuteSqlAsync($"INSERT INTO code (kind, value) VALUES ({kind}, {value}) ON CONFLICT (kind, value) DO NOTHING", cancellationToken);
        }

        await foreach (var row in db.Codes.AsNoTracking().Where(c => c.Kind == kind && missing.Contains(c.Value)).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            Remember(row);
        }
    }

    private void Remember(CodeRow row)
    {
        words[row.Id] = row.Value;
        numbers[(row.Kind, row.Value)] = row.Id;
    }
}
