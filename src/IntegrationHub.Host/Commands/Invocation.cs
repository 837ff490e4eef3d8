using System.CommandLine;
using System.Text.Json;
using IntegrationHub.Host.Commands.Output;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Store.Audit;
using IntegrationHub.Store.Plans;

namespace IntegrationHub.Host.Commands;

/// <summary>One call of a command: what was asked, and where the answer goes.</summary>
internal sealed class Invocation(ParseResult arguments, HubEnvironment environment)
{
    private HubSettings? settings;
    private TimeProvider? clock;

    public HubSettings Settings => settings ??= environment.Settings();

    public TimeProvider Clock => clock ??= environment.Clock(Settings);

    /// <summary>For what was asked for, and nothing else.</summary>
    public TextWriter Out => arguments.InvocationConfiguration.Output;

    public TextWriter Error => arguments.InvocationConfiguration.Error;

    /// <summary>Columns to fill: those of the terminal, else 100.</summary>
    public int Width => Out == Console.Out && !Console.IsOutputRedirected ? Math.Clamp(Console.WindowWidth - 1, 80, 160) : 100;

    public T? Get<T>(Option<T> option) => arguments.GetValue(option);

    public T Get<T>(Argument<T> argument) => arguments.GetValue(argument)!;

    public bool IsJson(Option<string> format) => arguments.GetValue(format) == Formats.Json;

    public void Print(PlainTable table) => table.Write(Out, Width);

    public void PrintJson<T>(T value) => Out.WriteLine(JsonSerializer.Serialize(value, ProgressJson.Options));

    public Task<HubStore> OpenStoreAsync(CancellationToken cancellationToken) => HubStore.OpenAsync(Settings, Clock, cancellationToken);
}

internal static class CommandActions
{
    public static Command Does(this Command command, HubEnvironment environment, Func<Invocation, CancellationToken, Task<int>> run)
    {
        command.SetAction((arguments, cancellationToken) => ExitCodes.GuardAsync(
            arguments.InvocationConfiguration.Error, () =>
            {
                Actor.Enter(new(Environment.UserName, "command", Environment.MachineName));
                return run(new Invocation(arguments, environment), cancellationToken);
            }));
        return command;
    }
}
