using System.Diagnostics;
using System.Security.Cryptography;
using IntegrationHub.Testing;
using Xunit;
using Xunit.Abstractions;

namespace IntegrationHub.Architecture.Tests;

/// <summary>A release can be made again by whoever doubts it.</summary>
[Trait("Category", "Full")]
public sealed class ReproducibleBuildTests(ITestOutputHelper output)
{
    // The engine, a connector with mappings in its assembly, and what they stand on.
    private const string Project = "connectors/Tthc/IntegrationHub.Connectors.Tthc.csproj";

    private static readonly string[] Parts = [".editorconfig", "global.json", "Directory.Build.props", "Directory.Build.rsp", "Directory.Packages.props", "BannedSymbols.txt", "BannedSymbols.Console.txt", "BannedSymbols.HttpClient.txt", "contracts", "connectors"];

    [Fact]
    public async Task The_same_sources_in_two_folders_give_the_same_bytes()
    {
        using var one = new TemporaryFolder();
        using var other = new TemporaryFolder();
        var (first, second) = (await BuildAsync(one.File("here")), await BuildAsync(other.File("a/longer/folder")));

        Assert.True(first.Count >= 3, string.Join(", ", first.Keys));
        Assert.Equal(first, second);
        output.WriteLine(string.Join('\n', first.Select(f => $"{f.Value}  {f.Key}")));
    }

    private static async Task<SortedDictionary<string, string>> BuildAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        await RunAsync("bash", "-c", $"cd '{Repository.Root}' && tar -c --exclude=bin --exclude=obj {string.Join(' ', Parts)} | tar -x -C '{folder}'");
        await RunAsync("dotnet", "build", Path.Combine(folder, Project), "-c", "Release", "-p:ContinuousIntegrationBuild=true", "-v", "q", "-nologo", "-o", Path.Combine(folder, "out"));
        var made = Directory.GetFiles(Path.Combine(folder, "out"), "IntegrationHub.*").Where(f => f.EndsWith(".dll", StringComparison.Ordinal) || f.EndsWith(".pdb", StringComparison.Ordinal));
        return new(made.ToDictionary(f => Path.GetFileName(f), f => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(f)))), StringComparer.Ordinal);
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (told, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await told + await errors);
    }
}
