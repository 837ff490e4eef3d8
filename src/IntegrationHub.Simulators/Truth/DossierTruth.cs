using IntegrationHub.Simulators.World;

namespace IntegrationHub.Simulators.Truth;

public readonly record struct TruthCount(string Metric, int Day);

/// <summary>
/// Which metrics one dossier counts in, and on which day: the definitions word for word, from the facts and not from the wire.
/// Written without a look at the code that serves the source, so that a mistake in one of them shows.
/// </summary>
public static class DossierTruth
{
    public static void CountsOf(in Dossier dossier, in DossierState state, List<TruthCount> counts)
    {
        counts.Clear();
        if (state.ReceivedAt != WorldTime.None && state.Status != DossierStatus.Draft && state.Status != DossierStatus.Refused)
        {
            AddReceived(dossier, state, counts);
        }

        if (state.Status == DossierStatus.Settled || state.Status == DossierStatus.Returned)
        {
            AddCompleted(dossier, state, counts);
        }
    }

    public static bool HasFee(in Dossier dossier) =>
        (dossier.FeeCount > 0 && dossier.FirstFee > 0) || (dossier.FeeCount > 1 && dossier.SecondFee > 0);

    private static void AddReceived(in Dossier dossier, in DossierState state, List<TruthCount> counts)
    {
        var day = WorldTime.DayOf(state.ReceivedAt);
        counts.Add(new TruthCount(TruthMetrics.Received, day));
        if (state.Channel == DossierChannel.Online)
        {
            counts.Add(new TruthCount(TruthMetrics.ReceivedOnline, day));
            if (dossier.VerifiedAccount)
            {
                counts.Add(new TruthCount(TruthMetrics.OnlineVerified, day));
            }
        }

        if (dossier.HasDigitalComponents)
        {
            counts.Add(new TruthCount(TruthMetrics.WithComponents, day));
            if (AnyPaper(dossier, p => p.Reused == 1 || p.Reused == 2))
            {
                counts.Add(new TruthCount(TruthMetrics.Reused, day));
            }
        }

        if (HasFee(dossier))
        {
            counts.Add(new TruthCount(TruthMetrics.FeeBearing, day));
            if (state.Payment == 1 || state.Payment == 2)
            {
                counts.Add(new TruthCount(TruthMetrics.FeePaidOnline, day));
            }
        }
    }

    private static void AddCompleted(in Dossier dossier, in DossierState state, List<TruthCount> counts)
    {
        var ended = state.CompletedAt;
        if (ended == WorldTime.None)
        {
            ended = state.ReturnedAt;
        }

        if (ended == WorldTime.None)
        {
            return;
        }

        var day = WorldTime.DayOf(ended);
        counts.Add(new TruthCount(TruthMetrics.Completed, day));
        if (!state.ElectronicResult)
        {
            return;
        }

        counts.Add(new TruthCount(TruthMetrics.ResultElectronic, day));
        if (state.Channel == DossierChannel.Online)
        {
            counts.Add(new TruthCount(TruthMetrics.FullOnline, day));
        }

        if (AnyPaper(dossier, p => p.Digitized))
        {
            counts.Add(new TruthCount(TruthMetrics.Digitised, day));
        }
    }

    private static bool AnyPaper(in Dossier dossier, Func<SubmittedPaper, bool> has)
    {
        for (var n = 0; n < dossier.PaperCount; n++)
        {
            var paper = dossier.Paper(n);
            if (!paper.Deleted && has(paper))
            {
                return true;
            }
        }

        return false;
    }
}
