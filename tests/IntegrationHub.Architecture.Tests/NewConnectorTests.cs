using System.Diagnostics;
using IntegrationHub.Testing;
using Xunit;

namespace IntegrationHub.Architecture.Tests;

/// <summary><c>deploy/dev new-connector</c>, in a copy of what it needs.</summary>
public sealed class NewConnectorTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hub-new-connector-").FullName;

    [Fact]
    public void New_connector_is_a_folder_with_the_whole_cast_and_its_own_name()
    {
        var said = Run("new-connector", "WaterQuality");

        Assert.Contains("water-quality", said, StringComparison.Ordinal);
        var files = Directory.EnumerateFiles(Path.Combine(_folder, "connectors", "WaterQuality"), "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(_folder, f)).ToList();
        Assert.Contains(Path.Combine("connectors", "WaterQuality", "IWaterQualityApi.cs"), files);
        Assert.Contains(Path.Combine("connectors", "WaterQuality", "mappings", "records.map.test.yaml"), files);
        Assert.All(files, f => Assert.DoesNotContain("NAME", File.ReadAllText(Path.Combine(_folder, f)) + f, StringComparison.Ordinal));
        Assert.Contains("WaterQuality", File.ReadAllText(Path.Combine(_folder, "IntegrationHub.sln")), StringComparison.Ordinal);
        Assert.Contains("there already", Run("new-connector", "WaterQuality"), StringComparison.Ordinal);
        Assert.Contains("no name", Run("new-connector", "water quality"), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Category", "Full")]
    public void New_connector_builds_and_its_tests_pass()
    {
        Run("new-connector", "WaterQuality");
        Assert.Contains("Passed!", Start("dotnet", "test", Path.Combine("connectors", "WaterQuality", "Tests"), "--nologo"), StringComparison.Ordinal);
    }

    private string Run(params string[] arguments)
    {
        if (!Directory.Exists(Path.Combine(_folder, "deploy")))
        {
            foreach (var part in new[] { "deploy", "contracts/IntegrationHub.Connectors.Abstractions", "connectors/IntegrationHub.Connectors.Http" })
            {
                foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Root, part), "*", SearchOption.AllDirectories).Where(f => !f.Split(Path.DirectorySeparatorChar).Any(p => p is "bin" or "obj")))
                {
                    var target = Path.Combine(_folder, Path.GetRelativePath(Repository.Root, file));
                    Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                    File.Copy(file, target);
                }
            }

            foreach (var file in Directory.EnumerateFiles(Repository.Root).Where(f => Path.GetExtension(f) is ".props" or ".json" or ".txt" or ".sln" || Path.GetFileName(f) == ".editorconfig"))
            {
                File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
            }
        }

        return Start("bash", ["deploy/dev", .. arguments]);
    }

    private string Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program) { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output + error.Result;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
