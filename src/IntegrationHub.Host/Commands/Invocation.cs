using System.CommandLine;
using System.Text;
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

    /// <exception cref="CommandException">Nothing was typed or piped in.</exception>
    public string ReadSecret(string what) => environment.ReadSecret(what) is { Length: > 0 } typed ? typed : throw new CommandException($"{what} is missing; type it, or pipe it in", ExitCodes.Usage);

    public void Print(PlainTable table) => table.Write(Out, Width);

    public void PrintJson<T>(T value) => Out.WriteLine(JsonSerializer.Serialize(value, ProgressJson.Options));

    /// <summary>Writes what was asked for into a file, or for people who named none to the output.</summary>
    public async Task WriteTextAsync(FileInfo? file, Action<TextWriter> write, CancellationToken cancellationToken)
    {
        if (file is null)
        {
            write(Out);
            return;
        }

        var text = new StringWriter();
        write(text);
        await WriteFileAsync(file, Encoding.UTF8.GetBytes(text.ToString()), cancellationToken);
    }

    /// <exception cref="CommandException">It cannot be written.</exception>
    public async Task WriteFileAsync(FileInfo file, byte[] bytes, CancellationToken cancellationToken)
    {
        try
        {
            await File.WriteAllBytesAsync(file.FullName, bytes, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{file.FullName} cannot be written: {e.Message}");
        }

        await Out.WriteLineAsync($"{file.FullName} written");
    }

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
