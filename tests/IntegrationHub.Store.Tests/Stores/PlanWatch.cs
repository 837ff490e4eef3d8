using System.Data.Common;
using System.Text.Json;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace IntegrationHub.Store.Tests.Stores;

/// <param name="Node">Such as Index Scan.</param>
/// <param name="Relation">The table or partition; null for a node that reads none.</param>
/// <param name="Sought">What is sought in the index; all else is read and passed over.</param>
public sealed record PlanNode(string Node, string? Relation, string? Index, string? Sought);

/// <param name="Text">The statement as the program sent it.</param>
public sealed record StatementPlan(string Text, IReadOnlyList<PlanNode> Nodes)
{
    /// <summary>Nodes that read a table, or any of its partitions.</summary>
    public IEnumerable<PlanNode> Of(string table) => Nodes.Where(n => n.Node.Contains("Scan", StringComparison.Ordinal) && IsOf(n, table));

    private static bool IsOf(PlanNode node, string table) =>
        node.Relation == table || (node.Relation?.StartsWith(table + "_", StringComparison.Ordinal) is true && node.Relation[(table.Length + 1)..] is "other" or ['1' or '2', ..]);
}

/// <summary>
/// Hears from PostgreSQL how it does each statement of a process, with the parameters that were sent: nothing is copied into a test, and nothing is asked twice.
/// </summary>
public sealed class PlanWatch : DbConnectionInterceptor
{
    private readonly List<StatementPlan> _plans = [];

    public static string Explaining(string connection) => new NpgsqlConnectionStringBuilder(connection)
    {
        Options = "-c session_preload_libraries=auto_explain -c auto_explain.log_min_duration=0 -c auto_explain.log_format=json -c client_min_messages=log",
    }.ConnectionString;

    /// <summary>What was done by the work.</summary>
    public async Task<IReadOnlyList<StatementPlan>> OfAsync(Func<Task> work)
    {
        lock (_plans)
        {
            _plans.Clear();
        }

        await work();
        lock (_plans)
        {
            return [.. _plans];
        }
    }

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Hear(connection);

    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Hear(connection);
        return Task.CompletedTask;
    }

    private void Hear(DbConnection connection)
    {
        // The same object may be opened again.
        ((NpgsqlConnection)connection).Notice -= Add;
        ((NpgsqlConnection)connection).Notice += Add;
    }

    private void Add(object sender, NpgsqlNoticeEventArgs notice)
    {
        var text = notice.Notice.MessageText;
        if (text.IndexOf("plan:\n", StringComparison.Ordinal) is >= 0 and var at)
        {
            using var document = JsonDocument.Parse(text[(at + "plan:\n".Length)..]);
            var plan = new StatementPlan(document.RootElement.GetProperty("Query Text").GetString()!, [.. Nodes(document.RootElement.GetProperty("Plan"))]);
            lock (_plans)
            {
                _plans.Add(plan);
            }
        }
    }

    private static IEnumerable<PlanNode> Nodes(JsonElement plan)
    {
        yield return new PlanNode(plan.GetProperty("Node Type").GetString()!, Text(plan, "Relation Name"), Text(plan, "Index Name"), Text(plan, "Index Cond"));
        if (plan.TryGetProperty("Plans", out var children))
        {
            foreach (var node in children.EnumerateArray().SelectMany(Nodes))
            {
                yield return node;
            }
        }
    }

    private static string? Text(JsonElement plan, string name) => plan.TryGetProperty(name, out var value) ? value.GetString() : null;
}
