using System.Text.Json;
using System.Text.Json.Nodes;
using IntegrationHub.Indicators.Formulas;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Periods;
using IntegrationHub.Indicators.Progress;
using IntegrationHub.Store.Figures;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Plans;
using IntegrationHub.Store.Releases;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Record;

/// <summary>A released figure that is another one now.</summary>
/// <param name="Now">Null: there is no such row any longer.</param>
internal sealed record ReleasedChange(ReleasedState State, ReleasedNumbers? Now);

/// <summary>
/// Holds released figures against what they are now. What differs from when it was last looked at is written down with its cause, and told as an event of its
/// own: a release stays as it is, and no change of what it says is silent.
/// </summary>
public sealed class ReleaseWatch(ReleaseRows table, TimeProvider clock)
{
    public const string Correction = "correction";
    public const string Decision = "decision";
    public const string Definition = "definition";
    public const string Target = "target";
    public const string Geography = "geography";

    /// <summary>Found only when all were compared.</summary>
    public const string Data = "data";

    private const string Type = "vn.integrationhub.release.restated.v1";

    /// <summary>What a batch or a decision may have changed, in the transaction that has changed it.</summary>
    internal async Task CompareAsync(
        HubDbContext db, FigureCatalogue catalogue, IReadOnlyCollection<(string Indicator, string Unit)> touched, Interval days, string cause, FigureChange change, CancellationToken cancellationToken)
    {
        // Most batches are about days of which nothing was released.
        if (touched.Count == 0 || days.IsEmpty || !await db.Releases.AnyAsync(r => r.ApprovedAt != null && r.CutOff > days.From, cancellationToken))
        {
            return;
        }

        // What waits in the context has to be there for those who ask the store.
        await db.SaveChangesAsync(cancellationToken);
        var released = await ReleasedFigures.ReadAsync(db, [.. touched.Select(t => t.Unit).Distinct(StringComparer.Ordinal)], null, cancellationToken);
        var touchedCodes = touched.Select(t => (t.Indicator.Split('~')[0], t.Unit)).ToHashSet();

        // As now it is found by comparing all: whose figures a cell counts for is another question there.
        var within = released.All.Where(s => s.Key.View == View.AsWas.ToString() && s.Key.From < days.To && s.Key.To > days.From).ToList();
        var rows = within.Where(s => Uses(catalogue.Definitions, s.Key.Part.Length > 0 ? s.Key.Part : s.Key.Indicator).Any(code => touchedCodes.Contains((code, s.Key.Unit))))
            .Select(s => (s.Key.Indicator, s.Key.Unit)).ToHashSet();
        foreach (var release in within.Where(s => rows.Contains((s.Key.Indicator, s.Key.Unit))).GroupBy(s => s.Release.Id))
        {
            var standpoint = new Standpoint(catalogue, default, VietnamDay.Of(clock.GetUtcNow()), change.RecordedAt, View.AsWas);
            foreach (var found in await ChangesAsync(db, standpoint, [.. release], cancellationToken))
            {
                Tell(db, found, cause, change);
            }
        }
    }

    /// <summary>Of figures of one release those that are not what they were when they were last looked at.</summary>
    internal async Task<IReadOnlyList<ReleasedChange>> ChangesAsync(HubDbContext db, Standpoint standpoint, IReadOnlyList<ReleasedState> states, CancellationToken cancellationToken)
    {
        if (states.Count == 0 || standpoint.Catalogue.Catalogue.Plans.GetValueOrDefault(states[0].Key.Plan) is null)
        {
            return [.. states.Where(s => s.Last is not null).Select(s => new ReleasedChange(s, null))];
        }

        var question = ReleaseQuestion.Of(states[0].Release);
        var changes = new List<ReleasedChange>();

        // Under the report rule a ratio is asked for its own period: by now the rule might choose another one.
        foreach (var group in states.GroupBy(s => question.Period is null && s.Kind == "ratio" ? (s.Key.From, s.Key.To) : default))
        {
            var asked = group.Key == default ? question : question with { Period = Period.Of(new(group.Key.From, group.Key.To), question.Calendar) };
            var (units, indicators) = (group.Select(s => s.Key.Unit).Distinct(StringComparer.Ordinal).Where(u => standpoint.Catalogue.Tree.Find(u) is not null).ToList(), group.Select(s => s.Key.Indicator).ToHashSet(StringComparer.Ordinal));
            var rows = (await table.ReadAsync(db, standpoint, asked, units, cancellationToken, row => indicators.Contains(row.Indicator)))
                .DistinctBy(r => (r.Indicator, r.Part ?? "", r.Unit)).ToDictionary(r => (r.Indicator, r.Part ?? "", r.Unit));
            foreach (var state in group)
            {
                var row = rows.GetValueOrDefault((state.Key.Indicator, state.Key.Part, state.Key.Unit));
                var isAnother = row is not null && (row.Period.From, row.Period.To) != (state.Key.From, state.Key.To);
                var now = row is null ? null : ReleasedNumbers.Of(row);
                if (!isAnother && !(now is null ? state.Last is null : now.IsSame(state.Last)))
                {
                    changes.Add(new(state, now));
                }
            }
        }

        return changes;
    }

    internal static void Tell(HubDbContext db, ReleasedChange found, string cause, FigureChange change)
    {
        var (state, key) = (found.State, found.State.Key);
        var revision = state.Revisions + 1;
        db.Add(new Restatement
        {
            Release = state.Release.Id, Plan = key.Plan, Calendar = key.Calendar, View = key.View, Indicator = key.Indicator, Part = key.Part, Unit = key.Unit, FromDay = key.From, ToDay = key.To,
            Revision = revision, Before = state.Last?.ToJson(), After = found.Now?.ToJson(), Cause = cause, Catalogue = change.Catalogue.Version, RecordedAt = change.RecordedAt,
            Batch = change.Batch > 0 ? change.Batch : null, Run = change.Batch > 0 ? change.Run : null, Source = change.Batch > 0 ? change.Source : null,
        });
        var period = Period.Of(new(key.From, key.To), ReleaseQuestion.Of(state.Release).Calendar);
        var code = key.Part.Length > 0 ? key.Part : key.Indicator;
        var data = JsonSerializer.SerializeToNode(new
        {
            release = state.Release.Id, plan = key.Plan, indicator = key.Indicator, part = key.Part.Length > 0 ? key.Part : null, unit = key.Unit, view = key.View, period = RowPeriod.Of(period), revision, cause,
            verdictFlipped = found.Now?.Verdict != state.Last?.Verdict, released = state.Released, before = state.Last, after = found.Now,
            source = change.Batch > 0 ? change.Source : null, run = change.Batch > 0 ? change.Run : (Guid?)null, catalogue = change.Catalogue.Version, recordedAt = change.RecordedAt,
        }, ProgressJson.Options)!.AsObject();
        db.Add(CloudEvent.Row(
            Type, $"release.restated.{CloudEvent.Word(key.Plan)}.{CloudEvent.Word(code)}.{CloudEvent.Word(key.Unit)}", $"{key.Plan}/{code}/{key.Unit}/{period.Id}", data, change));
    }

    /// <summary>All codes that a figure is made of, its own among them.</summary>
    private static HashSet<string> Uses(IndicatorDefinitions definitions, string code)
    {
        var (all, open) = (new HashSet<string>(StringComparer.Ordinal), new Queue<string>([code]));
        while (open.TryDequeue(out var next))
        {
            if (!all.Add(next) || definitions.Find(next) is not { } definition)
            {
                continue;
            }

            IEnumerable<string> more = definition.Formula switch
            {
                AllFormula goals => IndicatorDefinitions.GoalCodes(next, goals).Select(g => g.Code),
                ShareFormula share => share.Conditions.Select(c => c.Reference?.Code ?? MetricFigures.CodeOf(c.Metric!, definition.Indicator.Feed)),
                _ => [],
            };
            more.ToList().ForEach(open.Enqueue);
        }

        return all;
    }
}
