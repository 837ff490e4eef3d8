using System.CommandLine;
using System.Text.Json;
using IntegrationHub.Host.Commands;
using IntegrationHub.Host.Hosting;

namespace IntegrationHub.Host.Tests;

/// <summary>What a command said and how it ended.</summary>
public sealed record HubRun(int Code, string Out, string Error)
{
    public JsonElement Json => JsonDocument.Parse(Out).RootElement;

    public IReadOnlyList<string> Lines => Out.TrimEnd('\n').Split('\n');

    /// <summary>Runs a command in this process, the way Program does.</summary>
    public static async Task<HubRun> OfAsync(HubEnvironment environment, params string[] arguments)
    {
        await using var output = new StringWriter { NewLine = "\n" };
        await using var error = new StringWriter { NewLine = "\n" };
        var code = await HubCommand.RunAsync(arguments, new InvocationConfiguration { Output = output, Error = error }, environment);
        return new HubRun(code, output.ToString(), error.ToString());
    }

    /// <summary>For commands that must not look at the settings at all.</summary>
    public static HubEnvironment NoSettings { get; } = new(() => throw new InvalidOperationException("the settings were read"), _ => throw new InvalidOperationException("the clock was read"));

    public static HubEnvironment With(string store, TimeProvider clock) => new(
        () => new HubSettings { Store = store, Bus = "in-memory", Roles = HubRoles.All, Urls = [new Uri("http://127.0.0.1:8080")], Data = "." }, _ => clock);
}
