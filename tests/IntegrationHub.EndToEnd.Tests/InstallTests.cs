using System.Diagnostics;
using IntegrationHub.Testing;
using Xunit;
using Xunit.Abstractions;

namespace IntegrationHub.EndToEnd.Tests;

/// <summary>deploy/package.sh and deploy/install.sh: from a fresh clone to the first figure, on a Debian with nothing but its own packages.</summary>
public sealed class InstallTests(ITestOutputHelper output)
{
    /// <summary>Makes a Debian of its own with a systemd in it, for which it has to be root; takes about five minutes.</summary>
    [Fact]
    [Trait("Category", "Full")]
    public async Task Installed_on_a_clean_Debian_it_comes_to_its_first_figure_and_survives_what_follows()
    {
        var (code, told) = await RunAsync(Repository.File("tests/debian/install.sh"));

        output.WriteLine(told);
        Assert.True(code == 0, told);
        Assert.Matches(@"\d+ steps, \d+ minutes", told);
    }

    [Fact]
    public async Task The_files_of_an_installation_are_where_its_units_look_for_them()
    {
        using var folder = new TemporaryFolder();
        var package = Directory.CreateDirectory(folder.File("package")).FullName;
        var (code, told) = await RunAsync("bash", "-c", $"""
            set -e
            cd '{Repository.Root}'
            cp -r deploy/systemd deploy/install.sh LICENSE deploy/sbom.cdx.json deploy/README.md deploy/docker/make-secrets.sh deploy/docker/postgres/roles.sql '{package}'
            mkdir '{package}/program' && printf '#!/bin/sh\n' >'{package}/program/hub' && chmod +x '{package}/program/hub'
            echo 0.0.1 >'{package}/VERSION'
            bash '{package}/install.sh' --root '{folder.File("root")}'
            cat '{folder.File("root")}/etc/integrationhub/secrets/hub_bus' >'{folder.File("before")}'
            echo 0.0.2 >'{package}/VERSION'
            bash '{package}/install.sh' --root '{folder.File("root")}'
            cmp '{folder.File("before")}' '{folder.File("root")}/etc/integrationhub/secrets/hub_bus'
            bash '{folder.File("root")}/opt/integrationhub/current/install.sh' --root '{folder.File("root")}'
            test -x '{folder.File("root")}/opt/integrationhub/current/program/hub'
            """);
        Assert.True(code == 0, told);
        var root = folder.File("root");
        Assert.Equal("0.0.2", new FileInfo(Path.Combine(root, "opt/integrationhub/current")).LinkTarget);
        foreach (var unit in Directory.GetFiles(Path.Combine(root, "etc/systemd/system")))
        {
            foreach (var line in await File.ReadAllLinesAsync(unit))
            {
                var paths = line switch
                {
                    _ when line.StartsWith("ExecStart=", StringComparison.Ordinal) => [line["ExecStart=".Length..].Split(' ')[0]],
                    _ when line.StartsWith("EnvironmentFile=", StringComparison.Ordinal) => [line["EnvironmentFile=".Length..].TrimStart('-')],
                    _ when line.StartsWith("LoadCredential=", StringComparison.Ordinal) => [line.Split(':')[1]],
                    _ => Array.Empty<string>(),
                };
                Assert.All(paths.SelectMany(p => new[] { "collect", "record", "notify", "api" }.Select(role => p.Replace("%i", role, StringComparison.Ordinal))),
                    p => Assert.True(File.Exists(root + p), $"{Path.GetFileName(unit)}: {p} is not installed"));
            }
        }

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(root, "etc/integrationhub/secrets")));
        Assert.Contains("@127.0.0.1:5432/hub", await File.ReadAllTextAsync(Path.Combine(root, "etc/integrationhub/secrets/store-api")), StringComparison.Ordinal);
        Assert.Contains("hub_owner", await File.ReadAllTextAsync(Path.Combine(root, "etc/integrationhub/secrets/store-record")), StringComparison.Ordinal);
        Assert.Contains("hub_writer", await File.ReadAllTextAsync(Path.Combine(root, "etc/integrationhub/secrets/store-notify")), StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Told)> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (told, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await told + await errors);
    }
}
