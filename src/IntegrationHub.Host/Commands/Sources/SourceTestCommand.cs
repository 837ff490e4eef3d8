using System.CommandLine;
using IntegrationHub.Collect.Pulling;
using IntegrationHub.Connectors;
using IntegrationHub.Host.Commands.Output;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Store.Catalogue;

namespace IntegrationHub.Host.Commands.Sources;

internal static class SourceTestCommand
{
    public static Command Create(HubEnvironment environment)
    {
        var id = SourceArguments.Id();
        var format = Formats.Option();
        var command = new Command("test", "Test the connection of a source step by step: address, connection, sign-in, permission. Changes nothing.") { id, format };
        return command.Does(environment, async (call, cancellationToken) =>
        {
            await using var store = await call.OpenStoreAsync(cancellationToken);
            var (source, catalogue) = await store.SourceAsync(call.Get(id), cancellationToken);
            var steps = await TestAsync(store, source, catalogue.Catalogue, call.Clock, cancellationToken);
            var passed = steps.All(s => s.Passed);
            if (call.IsJson(format))
            {
                call.PrintJson(new { source = source.Id, passed, steps });
            }
            else
            {
                // What to do about a failed step stands in its detail: it is never cut.
                foreach (var step in steps)
                {
                    call.Out.WriteLine($"{(step.Passed ? "✓" : "✗")} {step.Name,-14} {PlainTable.Clean(step.Detail)}{(step.Category is { } category ? $" [{category}]" : "")}");
                }
            }

            return passed ? ExitCodes.Success : ExitCodes.Bad;
        });
    }

    private static async Task<IReadOnlyList<TestStep>> TestAsync(HubStore store, SourceDefinition source, HubCatalogue catalogue, TimeProvider clock, CancellationToken cancellationToken)
    {
        try
        {
            await using var connector = await store.Get<ConnectorRegistry>().CreateAsync(source, catalogue, clock, cancellationToken);
            return [new TestStep("configuration", true, "options and secrets are there") { DetailVi = "đủ tùy chọn và bí mật" }, .. await connector.TestAsync(cancellationToken)];
        }
        catch (ConnectorException e)
        {
            return [new TestStep("configuration", false, $"{e.Code}: {e.Message}", e.Category)];
        }
    }
}
