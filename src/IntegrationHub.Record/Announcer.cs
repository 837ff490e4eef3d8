using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Progress;
using IntegrationHub.Store.Figures;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Plans;
using IntegrationHub.Store.Releases;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Record;

/// <summary>Computes the touched rows of the plans' current views and writes each that differs from the last announced one as an event.</summary>
public sealed class Announcer(ILedgerDialect dialect, PlanFigures plans, TimeProvider clock)
{
    internal async Task AnnounceAsync(
        HubDbContext db, FigureCatalogue catalogue, IReadOnlyCollection<(string Indicator, string Unit)> touched, FigureChange change, int own, CancellationToken cancellationToken,
        IReadOnlySet<(string Indicator, string Unit)>? restated = null)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(catalogue);
        ArgumentNullException.ThrowIfNull(change);
        if (touched.Count == 0)
        {
            return;
        }

        using var span = RecordTelemetry.Activities.StartActivity("announce");
        var today = VietnamDay.Of(clock.GetUtcNow());
        var units = touched.Select(t => t.Unit).Distinct(StringComparer.Ordinal).ToList();
        var indicators = touched.ToHashSet();
        var evaluator = plans.Evaluator(db, catalogue, units, today, own);
        var known = (await db.ComputedValues.AsNoTracking().Where(v => units.Contains(v.Unit)).ToListAsync(cancellationToken))
            .ToDictionary(v => (v.Plan, v.Indicator, v.Part, v.Unit));
        var released = await ReleasedFigures.ReadAsync(db, units, null, cancellationToken);
        var written = new List<ComputedValue>();
        foreach (var plan in catalogue.Catalogue.Plans.Values)
        {
            foreach (var unit in units.Where(u => catalogue.Tree.PathAt(u, today.AddDays(-1)).Contains(plan.Owner)))
            {
                var query = new PlanQuery(plan.Id, unit, null, null, today, Scope.Subtree) { Only = row => Concerns(row, unit, indicators) };

                // A plan may print an indicator in several lines, one for each level: the figure is the same and is announced once.
                foreach (var row in evaluator.Rows(query).DistinctBy(r => (r.Indicator, r.Part)))
                {
                    Announce(db, plan, released.Over(plan.Id, View.AsWas.ToString(), row), known, change, restated?.Contains((row.Part ?? row.Indicator, unit)) is true, written);
                }
            }
        }

        await dialect.WriteComputedAsync(db, written, cancellationToken);
        span?.SetTag("hub.figures", touched.Count).SetTag("hub.events", written.Count);
        RecordTelemetry.Events.Add(written.Count, new KeyValuePair<string, object?>("hub.source", change.Source));
    }

    /// <summary>A composite looks different when one of its parts does.</summary>
    private static bool Concerns(PlanRow row, string unit, HashSet<(string Indicator, string Unit)> touched) =>
        touched.Contains((row.Indicator, unit)) || row.Parts.Any(p => touched.Contains((p.Indicator, unit)));

    private static void Announce(
        HubDbContext db, Plan plan, ProgressRow row, Dictionary<(string, string, string, string), ComputedValue> known, FigureChange change, bool isRestated, List<ComputedValue> written)
    {
        var json = JsonSerializer.Serialize(row, ProgressJson.Options);
        var key = (plan.Id, row.Indicator, row.Part ?? "", row.Unit);
        var previous = known.GetValueOrDefault(key);
        if (previous?.Row == json)
        {
            return;
        }

        written.Add(new ComputedValue { Plan = plan.Id, Indicator = row.Indicator, Part = row.Part ?? "", Unit = row.Unit, Row = json, RecordedAt = change.RecordedAt });
        var data = JsonSerializer.SerializeToNode(row with { RecordedAt = change.RecordedAt }, ProgressJson.Options)!.AsObject();
        data["previous"] = previous is null ? null : JsonNode.Parse(previous.Row);
        if (data["previous"]?["verdict"]?.GetValue<string>() is { } verdict && verdict != row.Verdict)
        {
            RecordTelemetry.VerdictChanges.Add(1, new("hub.plan", plan.Id), new("hub.verdict", row.Verdict));
        }

        data["plan"] = plan.Id;
        data["reason"] = isRestated ? Restatements.Reason : null;
        db.Add(CloudEvent.Row(
            "vn.integrationhub.indicator.computed.v1", $"computed.{CloudEvent.Word(plan.Id)}.{CloudEvent.Word(row.Part ?? row.Indicator)}.{CloudEvent.Word(row.Unit)}",
            $"{plan.Id}/{row.Part ?? row.Indicator}/{row.Unit}", data, change));
    }
}
