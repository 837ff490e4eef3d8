using System.Text;
using IntegrationHub.Host.Commands;
using Xunit;

namespace IntegrationHub.Host.Tests.Commands;

[Collection(PulledHubTests.Name)]
public sealed class ReleaseCommandTests(PulledHub hub)
{
    [Fact]
    public async Task A_release_goes_from_the_store_into_a_file_that_tells_of_any_change()
    {
        using var copy = hub.Copy();
        var created = await copy.RunAsync("release", "create", "bac-giang-2024", "--period", "2024-Q3", "--by", "An", "--format", "json");
        Assert.Equal((ExitCodes.Success, ""), (created.Code, created.Error));
        var id = created.Json.GetProperty("id").GetRawText();
        Assert.Equal(ExitCodes.Bad, (await copy.RunAsync("release", "export", id)).Code);

        var found = await copy.RunAsync("release", "check", id, "--by", "An");
        Assert.Equal(ExitCodes.Bad, found.Code);
        Assert.Contains("→", found.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("đếm lại", found.Out, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Bad, (await copy.RunAsync("release", "submit", id, "--by", "An")).Code);
        var submitted = await copy.RunAsync("release", "submit", id, "--by", "An", "--reason", "chạy thử", "--format", "json");
        var digest = submitted.Json.GetProperty("digest").GetString()!;
        var alone = await copy.RunAsync("release", "approve", id, "--by", "AN");
        Assert.Equal((ExitCodes.Bad, true), (alone.Code, alone.Error.Contains("second person", StringComparison.Ordinal)));
        Assert.Contains(digest, (await copy.RunAsync("release", "approve", id, "--by", "Bình")).Out, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Bad, (await copy.RunAsync("release", "withdraw", id, "--by", "Bình", "--reason", "x")).Code);
        Assert.Contains("Ký duyệt", (await copy.RunAsync("release", "list")).Out, StringComparison.Ordinal);
        Assert.Contains("chạy thử", (await copy.RunAsync("release", "show", id)).Out, StringComparison.Ordinal);

        var paper = copy.Folder.File("release.docx");
        Assert.Equal(ExitCodes.Success, (await copy.RunAsync("release", "report", id, "--out", paper)).Code);
        Assert.Contains($"Mã kiểm tra (SHA-256): {digest}", IntegrationHub.Testing.OfficeFiles.Paragraphs(await File.ReadAllBytesAsync(paper)));
        Assert.Equal(ExitCodes.Bad, (await copy.RunAsync("release", "report", "77", "--out", paper)).Code);

        var file = copy.Folder.File("release.json");
        Assert.Equal(ExitCodes.Success, (await copy.RunAsync("release", "export", id, "--out", file)).Code);
        var good = await HubRun.OfAsync(HubRun.NoSettings, "release", "verify", file, "--digest", digest);
        Assert.Equal((ExitCodes.Success, true), (good.Code, good.Out.Contains(digest, StringComparison.Ordinal)));
        Assert.Equal(ExitCodes.Bad, (await HubRun.OfAsync(HubRun.NoSettings, "release", "verify", file, "--digest", "0")).Code);

        var bytes = await File.ReadAllBytesAsync(file);
        bytes[Encoding.UTF8.GetString(bytes).IndexOf("\"numerator\":\"", StringComparison.Ordinal) + 200] ^= 1;
        await File.WriteAllBytesAsync(file, bytes);
        var bad = await HubRun.OfAsync(HubRun.NoSettings, "release", "verify", file, "--format", "json");
        Assert.Equal((ExitCodes.Bad, false), (bad.Code, bad.Json.GetProperty("good").GetBoolean()));
        Assert.NotEqual(0, bad.Json.GetProperty("faults").GetArrayLength());
        Assert.Equal(ExitCodes.Unreachable, (await HubRun.OfAsync(HubRun.NoSettings, "release", "verify", file + ".no")).Code);
        Assert.Equal(ExitCodes.Bad, (await copy.RunAsync("release", "show", "99")).Code);
        Assert.Equal(ExitCodes.Usage, (await copy.RunAsync("release", "create", "bac-giang-2024", "--period", "2024-Q9")).Code);
    }
}
