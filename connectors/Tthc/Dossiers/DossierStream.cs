using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using IntegrationHub.Connectors.Http;

namespace IntegrationHub.Connectors.Tthc.Dossiers;

/// <summary>
/// Dossiers, agency by agency: a few agencies at a time read ahead into a short channel while pages are consumed. The agencies are those
/// of the alias table in the new form of code; the old form only lives on in the numbers of dossiers.
/// </summary>
internal sealed class DossierStream(TthcClient client, TthcOptions options, TimeProvider clock)
{
    private const int AgenciesAtATime = 4;
    private const int StepsAhead = 4;

    public async IAsyncEnumerable<Page> PullAsync(PullRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cursor = DossierCursor.Parse(request.Cursor, request, options.Source);
        var agencies = request.Agencies.Where(code => AgencyCode.IsOfNewForm(AgencyCode.Normalize(code))).Distinct(StringComparer.Ordinal).ToList();
        if (agencies.Count == 0)
        {
            throw new ConnectorException(FailureCategory.Configuration, "E_NO_AGENCY",
                $"{options.Source}: the alias table of this source has no agency code of the form Hxx.nn, so there is nobody to ask for; add aliases");
        }

        var channel = Channel.CreateBounded<AgencyStep>(new BoundedChannelOptions(StepsAhead) { SingleReader = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var run = new DossierRun(client, options, clock, request, agencies.Select(AgencyCode.Normalize).ToHashSet(StringComparer.Ordinal), channel.Writer);
        var starts = agencies.ToDictionary(agency => agency, cursor.Find, StringComparer.Ordinal);
        var reading = Task.Run(() => ReadAllAsync(run, agencies, starts, stop.Token), CancellationToken.None);
        var assembly = new PageAssembly(cursor, agencies.Count, client.DossierWatch);
        try
        {
            await foreach (var step in channel.Reader.ReadAllAsync(cancellationToken))
            {
                if (!assembly.IsEmpty && assembly.Count + step.Readings.Count > options.PageSize)
                {
                    yield return assembly.Flush();
                }

                assembly.Add(step);
            }

            // Also after a fault: what has been read so far is good.
            if (!assembly.IsEmpty)
            {
                yield return assembly.Flush();
            }

            await reading;
        }
        finally
        {
            await stop.CancelAsync();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task ReadAllAsync(
        DossierRun run, List<string> agencies, Dictionary<string, AgencyPosition?> starts, CancellationToken cancellationToken)
    {
        var faults = new AgencyFaults(run.Options.Source, agencies.Count);
        try
        {
            var open = run.Request.Open.GroupBy(record => record.Agency, StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => group.GroupBy(record => record.Key, StringComparer.Ordinal).ToDictionary(same => same.Key, same => same.Last()), StringComparer.Ordinal);
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = Math.Min(AgenciesAtATime, run.Options.Concurrency), CancellationToken = cancellationToken };
            var read = new ConcurrentBag<AgencyPass>();
            await Parallel.ForEachAsync(agencies, parallel, async (agency, token) =>
            {
                var pass = new AgencyPass(run, agency, starts[agency], open.GetValueOrDefault(agency) ?? []);
                await faults.RunAsync(async () =>
                {
                    if (await TryReadAsync(pass, agency, token))
                    {
                        read.Add(pass);
                    }
                });
            });

            // What is new at every agency comes before what is read again at any.
            await Parallel.ForEachAsync(read, parallel, (pass, token) => new ValueTask(faults.RunAsync(() => pass.ReconcileAsync(token))));
            faults.ThrowIfAny();
        }
        finally
        {
            run.Output.Complete();
        }
    }

    // The bare code of the province is an alias for its roll-up rows. A source that keeps no dossiers under it says "no such agency", and
    // then nothing is delivered for it; of any other code the same answer is a wrong alias.
    private static async Task<bool> TryReadAsync(AgencyPass pass, string agency, CancellationToken cancellationToken)
    {
        try
        {
            await pass.ReadAsync(cancellationToken);
            return true;
        }
        catch (ConnectorException exception) when (exception.Category == FailureCategory.Rejected && !agency.Contains('.'))
        {
            return false;
        }
    }
}

/// <summary>
/// A fault about one agency lets the others go on and fails the run in the end. A fault of the source, or the same trouble at several
/// agencies, ends it at once.
/// </summary>
internal sealed class AgencyFaults(string source, int agencies)
{
    private const int MostAgencies = 3;

    private readonly Lock _lock = new();
    private readonly List<ConnectorException> _faults = [];

    public async Task RunAsync(Func<Task> read)
    {
        try
        {
            await read();
        }
        catch (ConnectorException exception) when (exception.Category is FailureCategory.Rejected or FailureCategory.Malformed or FailureCategory.Permission)
        {
            lock (_lock)
            {
                _faults.Add(exception);
                if (_faults.Count >= MostAgencies)
                {
                    throw;
                }
            }
        }
    }

    public void ThrowIfAny()
    {
        if (_faults is [var first, ..])
        {
            throw new ConnectorException(first.Category, first.Code, $"{source}: {_faults.Count} of {agencies} agencies could not be read, the others were. The first: {first.Message}", first)
            {
                RetryAfter = first.RetryAfter,
            };
        }
    }
}
