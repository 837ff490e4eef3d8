using System.Threading.Channels;
using IntegrationHub.Connectors.Http;

namespace IntegrationHub.Connectors.Tthc.Dossiers;

/// <summary>What all passes of a run share.</summary>
internal sealed record DossierRun(
    TthcClient Client, TthcOptions Options, TimeProvider Clock, PullRequest Request, IReadOnlySet<string> Asked, ChannelWriter<AgencyStep> Output)
{
    // One dossier that the source does not give is a refused record. So many in a row are a source that gives none.
    private const int MostRefusalsInARow = 20;

    private readonly HashSet<string> _known = Request.Agencies.Select(AgencyCode.Normalize).ToHashSet(StringComparer.Ordinal);
    private int _refusalsInARow;

    /// <summary>Whether the alias table has the agency in front of a dossier's number, in either form.</summary>
    public bool Knows(string key) => key.IndexOf('-', StringComparison.Ordinal) is var dash and > 0 && _known.Contains(AgencyCode.Normalize(key[..dash]));

    public void Watch(DossierDetail detail)
    {
        if (detail.Refusal is null)
        {
            Volatile.Write(ref _refusalsInARow, 0);
        }
        else if (Interlocked.Increment(ref _refusalsInARow) >= MostRefusalsInARow)
        {
            throw new ConnectorException(detail.Refusal.Category, detail.Refusal.Code,
                $"{Options.Source}: the source refused the details of {MostRefusalsInARow} dossiers in a row; check what the account may read", detail.Refusal);
        }
    }
}
