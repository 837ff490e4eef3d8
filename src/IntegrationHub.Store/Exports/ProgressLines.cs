using System.Text.Json;
using System.Text.Json.Nodes;
using IntegrationHub.Store.Plans;

namespace IntegrationHub.Store.Exports;

/// <summary>JSON lines: each line is a progress row with the plan, and what was asked for, before it.</summary>
public static class ProgressLines
{
    public static void Rows(Progress progress, string scope, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(progress);
        ArgumentNullException.ThrowIfNull(output);
        foreach (var row in progress.Rows)
        {
            var line = new JsonObject
            {
                ["plan"] = progress.Plan,
                ["view"] = progress.View,
                ["scope"] = scope,
                ["asOf"] = JsonSerializer.SerializeToNode(progress.AsOf, ProgressJson.Options),
            };
            foreach (var (name, value) in JsonSerializer.SerializeToNode(row, ProgressJson.Options)!.AsObject().ToList())
            {
                line[name] = value?.DeepClone();
            }

            output.Write(line.ToJsonString(ProgressJson.Options) + "\n");
        }
    }
}
