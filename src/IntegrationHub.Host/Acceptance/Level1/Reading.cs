using System.Text.Json;
using IntegrationHub.Collect.Archive;
using IntegrationHub.Connectors;
using IntegrationHub.Connectors.Http.Mappings;
using IntegrationHub.Host.Acceptance.Bench;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Host.Acceptance.Level1;

/// <summary>Checks 9 to 16: what a connector reads, and how it goes on.</summary>
internal static class Reading
{
    private const int MostCheckpoints = 8;
    private const int LargestCursor = 64 * 1024;

    private static readonly CheckOutcome NothingToPull = CheckOutcome.NotApplicable("the connector reads nothing: people bring what there is");

    /// <summary>Check 9.</summary>
    public static CheckOutcome DiscoverIsDeterministic(Subject subject)
    {
        var findings = new List<CheckFinding>();
        var (one, again) = (Describe(subject), Describe(subject));
        var other = Activator.CreateInstance(subject.Module.GetType()) is ConnectorModule module ? Describe(new Subject(subject.Folder, module)) : one;
        if (one != again || one != other)
        {
            findings.Add(new(subject.Module.Key, "asked twice what it reads, it gives two answers", "list streams, options and mappings in one fixed order, from nothing that changes"));
        }

        return CheckOutcome.Of(findings, FormattableString.Invariant($"{subject.Catalogue.Streams.Count} streams, {subject.Module.Options.Count} options, the same three times"));
    }

    /// <summary>Check 10: each stream gives records, and the figures are those of the simulator's truth, all of them and no other.</summary>
    public static async Task<CheckOutcome> EveryStreamReturnsRecordsAsync(Subject subject, CancellationToken cancellationToken)
    {
        var bench = await subject.PulledAsync(cancellationToken);
        var findings = subject.FirstFailures.Select(f => new CheckFinding(subject.SourceId, f, "the pull of a healthy source succeeds")).ToList();
        foreach (var stream in await bench.StreamsAsync(cancellationToken))
        {
            var count = await bench.QueryAsync(db => db.Batches.Where(b => b.Stream == stream.Name).SumAsync(b => b.Readings, cancellationToken));
            if (count == 0)
            {
                findings.Add(new(stream.Name, "the stream gives no record", "read what is there, or take the stream out"));
            }
        }

        findings.AddRange((await bench.DifferencesAsync(cancellationToken)).Take(10).Select(d => new CheckFinding(subject.SourceId, d, "the cells are those of the simulator's truth")));
        var cells = (await bench.CellsAsync(cancellationToken)).Count;
        return CheckOutcome.Of(findings, FormattableString.Invariant($"{cells} cells of {subject.SourceId} equal the truth"));
    }

    /// <summary>Check 11.</summary>
    public static async Task<CheckOutcome> RecordsMatchContractAsync(Subject subject, CancellationToken cancellationToken)
    {
        if (subject.Module is not MappedModule mapped)
        {
            return CheckOutcome.NotApplicable("no mapping of it is written in YAML, so there is no list of fields");
        }

        var bench = await subject.PulledAsync(cancellationToken);
        var (findings, looked) = (new List<CheckFinding>(), 0);
        foreach (var stream in await bench.StreamsAsync(cancellationToken))
        {
            var map = mapped.MapOf(stream.Name, subject.Catalogue.Definitions);
            var bodies = (await PagesAsync(bench, stream.Name, cancellationToken)).SelectMany(PageCodec.Decode).Select(r => r.Body).ToList();
            var seen = bodies.SelectMany(b => b.EnumerateObject()).Where(p => p.Value.ValueKind is not JsonValueKind.Null).Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
            looked += bodies.Count;

            // What begins with an underscore the connector has added itself, as the place of a cell in its file.
            findings.AddRange(seen.Except(map.Fields.Select(f => f.Name)).Where(f => !f.StartsWith('_')).Select(f => new CheckFinding($"{stream.Name}.{f}", "a reading has a field that the mapping does not declare", "declare it, or drop it at the edge")));

            // A mark that a record cannot be used has nothing to stand in while every record can.
            var marks = map.Refuse.Select(r => r.Field).Append(map.Refuse.Count > 0 ? map.AgencyField : null).OfType<string>().ToHashSet(StringComparer.Ordinal);
            findings.AddRange(map.Fields.Where(f => !marks.Contains(f.Name) && !seen.Contains(f.Name)).Select(f => new CheckFinding($"{stream.Name}.{f.Name}", "the mapping declares a field that no record of the simulator has", "let the simulator send it, or take it out")));
        }

        return CheckOutcome.Of(findings, FormattableString.Invariant($"{looked} archived records; forms of dates, codes and numbers are the mapping's own checks"));
    }

    /// <summary>Check 12. Read from a later day on, the same records have the same keys: one that is made of a place in a list would not.</summary>
    public static async Task<CheckOutcome> KeysAreUniqueAsync(Subject subject, CancellationToken cancellationToken)
    {
        if (subject.IsManual)
        {
            return NothingToPull;
        }

        var bench = await subject.PulledAsync(cancellationToken);
        var (findings, count) = (new List<CheckFinding>(), 0);
        foreach (var stream in await bench.StreamsAsync(cancellationToken))
        {
            var whole = await subject.ReadAsync(stream.Name, cancellationToken);
            var bodies = whole.Bodies;
            count += bodies.Count;
            if (whole.Readings.Any(r => string.IsNullOrWhiteSpace(r.Key)))
            {
                findings.Add(new(stream.Name, "a record has no key", "name it by fields that identify it"));
            }

            // What was asked for later may be a later state of the same record.
            foreach (var twice in whole.Readings.GroupBy(r => (r.Key, r.ObservedAt)).Where(g => g.Select(r => r.Body.GetRawText()).Distinct().Count() > 1).Take(3))
            {
                findings.Add(new(stream.Name, $"'{twice.Key.Key}' stands for two different records", "put into the key what tells them apart"));
            }

            var later = await StreamRead.OfAsync(bench, stream.Name, cancellationToken, from: new DateOnly(bench.FirstDay.Year + 1, 7, 1));
            findings.AddRange(later.Bodies.Where(b => !bodies.TryGetValue(b.Key, out var body) || body != b.Value).Take(3)
                .Select(b => new CheckFinding(stream.Name, $"'{b.Key}' means another record, or none, when reading begins on a later day", "no key from a place in a list or a number of a row")));
        }

        return CheckOutcome.Of(findings, FormattableString.Invariant($"{count} keys"));
    }

    /// <summary>Check 13.</summary>
    public static async Task<CheckOutcome> TwoFullReadsAreEqualAsync(Subject subject, CancellationToken cancellationToken)
    {
        if (subject.IsManual)
        {
            return NothingToPull;
        }

        var bench = await subject.PulledAsync(cancellationToken);
        var findings = new List<CheckFinding>();
        foreach (var stream in await bench.StreamsAsync(cancellationToken))
        {
            var (one, other) = (await subject.ReadAsync(stream.Name, cancellationToken), await StreamRead.OfAsync(bench, stream.Name, cancellationToken));
            findings.AddRange(StreamRead.Differences(one.Bodies, other.Bodies).Select(d => new CheckFinding(stream.Name, "two full reads differ: " + d, "a reading holds what the source says of the record, and nothing of the read")));
            if (!one.Pages.SelectMany(p => p.Delivered).ToHashSet().SetEquals(other.Pages.SelectMany(p => p.Delivered)))
            {
                findings.Add(new(stream.Name, "two full reads say that they delivered different days", "state what was read completely, and only that"));
            }
        }

        return CheckOutcome.Of(findings, "no field is ignored");
    }

    /// <summary>Check 14.</summary>
    public static async Task<CheckOutcome> IncrementalYieldsNothingNewAsync(Subject subject, CancellationToken cancellationToken)
    {
        var bench = await subject.PulledAsync(cancellationToken);
        var (cells, ledger) = (await bench.CellsAsync(cancellationToken), await bench.QueryAsync(db => db.Ledger.CountAsync(cancellationToken)));
        var findings = (await bench.FailuresOfPullAsync(cancellationToken)).Select(f => new CheckFinding(subject.SourceId, f, "the second pull succeeds as the first did")).ToList();
        var (after, ledgerAfter) = (await bench.CellsAsync(cancellationToken), await bench.QueryAsync(db => db.Ledger.CountAsync(cancellationToken)));
        findings.AddRange(after.Where(c => !cells.TryGetValue(c.Key, out var amount) || amount != c.Value).Take(5).Select(c => new CheckFinding(subject.SourceId, $"{c.Key} changed, although the source did not", "read again, a record is the same")));
        if (ledgerAfter != ledger)
        {
            findings.Add(new(subject.SourceId, FormattableString.Invariant($"the ledger grew by {ledgerAfter - ledger} rows, although the source did not change"), "read again, a record is the same, byte for byte"));
        }

        return CheckOutcome.Of(findings, FormattableString.Invariant($"{cells.Count} cells and {ledger} rows of the ledger as before"));
    }

    /// <summary>Check 15.</summary>
    public static async Task<CheckOutcome> EveryCheckpointResumesAsync(Subject subject, CancellationToken cancellationToken)
    {
        if (subject.IsManual)
        {
            return NothingToPull;
        }

        var bench = await subject.PulledAsync(cancellationToken);
        var (findings, tried, all) = (new List<CheckFinding>(), 0, 0);
        foreach (var stream in await bench.StreamsAsync(cancellationToken))
        {
            var whole = await subject.ReadAsync(stream.Name, cancellationToken);
            var points = Enumerable.Range(0, whole.Pages.Count).Where(i => whole.Pages[i].Cursor is not null).ToList();
            all += points.Count;
            foreach (var point in points.Count <= MostCheckpoints ? points : [.. Enumerable.Range(0, MostCheckpoints).Select(n => points[n * (points.Count - 1) / (MostCheckpoints - 1)])])
            {
                tried++;
                var rest = await StreamRead.OfAsync(bench, stream.Name, cancellationToken, whole.Pages[point].Cursor, open: whole.OpenAfter(point + 1));
                var union = StreamRead.BodiesOf([.. whole.Pages.Take(point + 1).SelectMany(p => p.Readings), .. rest.Readings]);
                var place = FormattableString.Invariant($"{stream.Name}, after page {point + 1} of {whole.Pages.Count}");
                findings.AddRange(StreamRead.Differences(whole.Bodies, union, 3).Select(d => new CheckFinding(place, "going on from there does not give all: " + d, "a cursor may only pass what its page has brought")));
            }
        }

        return CheckOutcome.Of(findings, FormattableString.Invariant($"{tried} of {all} checkpoints, the first and the last among them"));
    }

    /// <summary>Check 16: with pages of three records borders fall everywhere, also between records of one instant.</summary>
    public static async Task<CheckOutcome> EqualCursorValuesAsync(Subject subject, CancellationToken cancellationToken)
    {
        if (subject.Module.Options.All(o => o.Name != "pageSize"))
        {
            return CheckOutcome.NotApplicable("the connector has no size of pages to cut them elsewhere");
        }

        var uncut = new List<string>();
        await using var narrow = await subject.BenchAsync(cancellationToken, new BenchOptions { Change = files => WithOption(files, subject.SourceId, "pageSize", "3") });
        var pulled = await subject.PulledAsync(cancellationToken);
        var (findings, requests, largest) = (new List<CheckFinding>(), 0, 0);
        foreach (var stream in await pulled.StreamsAsync(cancellationToken))
        {
            var (wide, cut) = (await subject.ReadAsync(stream.Name, cancellationToken), await StreamRead.OfAsync(narrow, stream.Name, cancellationToken));
            if (cut.Requests > wide.Requests)
            {
                requests += cut.Requests;
            }
            else
            {
                uncut.Add(stream.Name);
            }

            largest = Math.Max(largest, cut.Pages.Concat(wide.Pages).Max(p => p.Cursor?.Length ?? 0));
            findings.AddRange(StreamRead.Differences(wide.Bodies, cut.Bodies).Select(d => new CheckFinding(stream.Name, "with pages of three records: " + d, "no record may depend on where a page ends")));
        }

        if (requests == 0 && findings.Count == 0)
        {
            return CheckOutcome.NotApplicable("its source gives all at once, whatever the size of pages");
        }

        if (largest >= LargestCursor)
        {
            findings.Add(new(subject.SourceId, FormattableString.Invariant($"a cursor has {largest} characters"), "keep it below 64 KiB"));
        }

        return CheckOutcome.Of(findings, FormattableString.Invariant($"{requests} requests for pages of at most three records; the largest cursor has {largest} characters{(uncut.Count == 0 ? "" : "; not paged by the source: " + string.Join(", ", uncut))}"));
    }

    internal static Store.Catalogue.CatalogueFiles WithOption(Store.Catalogue.CatalogueFiles files, string source, string option, string value)
    {
        var path = $"sources/{source}.yaml";
        var lines = files.Find(path)!.TrimEnd('\n').Split('\n').Where(l => !l.StartsWith($"  {option}:", StringComparison.Ordinal)).ToList();
        var at = lines.FindIndex(l => l.StartsWith("options:", StringComparison.Ordinal));
        lines[at] = "options:";
        lines.Insert(at + 1, $"  {option}: {value}");
        return files.With(new([new(path, string.Join('\n', lines) + "\n")]));
    }

    internal static Task<List<byte[]>> PagesAsync(SourceBench bench, string stream, CancellationToken cancellationToken) =>
        bench.QueryAsync(db => db.Batches.AsNoTracking().Where(b => b.Stream == stream).OrderBy(b => b.No).Join(db.Archive, b => b.Id, a => a.Batch, (b, a) => a.Page).ToListAsync(cancellationToken));

    private static string Describe(Subject subject) => JsonSerializer.Serialize(new
    {
        subject.Module.Key, subject.Module.NameVi, subject.Module.NameEn, subject.Module.Options, subject.Catalogue.Streams, Mappings = subject.Module.Mappings.Select(m => new { m.Stream, m.Version }),
    });
}
