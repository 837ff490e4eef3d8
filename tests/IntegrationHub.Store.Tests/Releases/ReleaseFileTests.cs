using System.Diagnostics;
using System.Text;
using IntegrationHub.Indicators.Progress;
using IntegrationHub.Store.Releases;
using IntegrationHub.Testing;
using Xunit;

namespace IntegrationHub.Store.Tests.Releases;

public sealed class ReleaseFileTests
{
    private static readonly DateTimeOffset At = new(2024, 4, 5, 2, 0, 0, TimeSpan.Zero);

    internal static ReleaseContent Content { get; } = new()
    {
        Release = 7, Plan = new("plan", "Kế hoạch chuyển đổi số", "p", 2024, "12/KH", null, null), Period = "2024-Q1", Calendar = "gregorian", View = "as-was", Scope = "subtree",
        CutOff = new(2024, 4, 1), AsKnownAt = At, DefinitionAt = At, GeographyAt = At, Catalogue = new(3, new string('a', 64)), PreparedBy = "An", PreparedAt = At,
        Submission = new("An", At, "Nguồn \"DVCQG\" gửi muộn\nxem công văn"),
        Rows =
        [
            new()
            {
                Indicator = "online-rate", Kind = "ratio", Title = "Hồ sơ trực tuyến", Unit = "p", Period = new("2024-Q1", "gregorian", new(2024, 1, 1), new(2024, 4, 1)),
                Numerator = "1420", Denominator = "2000", Percent = "71.000000000000", Display = "71.0", Verdict = "Met", Status = "Final",
            },
        ],
    };

    [Fact]
    public void A_file_is_good_and_says_what_was_released()
    {
        var content = CanonicalJson.Of(Content);
        var found = ReleaseFile.Verify(ReleaseFile.Write(content, new ReleaseApproval("Bình", At)));
        Assert.Empty(found.Faults);
        Assert.Equal(CanonicalJson.Digest(content), found.Digest);
        Assert.Equal(("71.0", "Bình"), (found.Content!.Rows[0].Display, found.Approval!.By));
        Assert.Equal(content, CanonicalJson.Of(found.Content));
    }

    [Fact]
    public void Any_byte_that_is_changed_added_or_left_out_is_seen()
    {
        var file = ReleaseFile.Write(CanonicalJson.Of(Content), new ReleaseApproval("Bình", At));
        for (var i = 0; i < file.Length; i++)
        {
            foreach (var flip in new byte[] { 1, 0x20 })
            {
                byte[] changed = [.. file];
                changed[i] ^= flip;
                Assert.False(ReleaseFile.Verify(changed).IsGood, $"byte {i}");
            }
        }

        Assert.False(ReleaseFile.Verify((byte[])[.. file, (byte)'\n']).IsGood);
        Assert.False(ReleaseFile.Verify(file.AsMemory(0, file.Length - 1)).IsGood);
        Assert.False(ReleaseFile.Verify((byte[])[0xEF, 0xBB, 0xBF, .. file]).IsGood);
        Assert.False(ReleaseFile.Verify("null"u8.ToArray()).IsGood);
    }

    [Fact]
    public void The_place_is_named_as_far_as_it_can_be_said()
    {
        var file = Encoding.UTF8.GetString(ReleaseFile.Write(CanonicalJson.Of(Content), new ReleaseApproval("Bình", At)));
        Assert.Contains("content.rows[0] (online-rate · p): 71.000000000000 % is not 1420/3000", Faults("\"2000\"", "\"3000\""), StringComparison.Ordinal);
        Assert.Contains("content: its digest is", Faults("71.0\"", "72.0\""), StringComparison.Ordinal);
        Assert.Equal("approval, format or seal: the seal does not fit", Faults("Bình", "Bính"));
        Assert.StartsWith("not in canonical form from byte 13", Faults("{\"approval\":", "{\"approval\": "), StringComparison.Ordinal);

        string Faults(string old, string other)
        {
            Assert.Contains(old, file, StringComparison.Ordinal);
            return string.Join('|', ReleaseFile.Verify(Encoding.UTF8.GetBytes(file.Replace(old, other, StringComparison.Ordinal))).Faults);
        }
    }

    [Fact]
    public async Task A_program_of_another_language_says_the_same()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("release.json");
        var file = ReleaseFile.Write(CanonicalJson.Of(Content), new ReleaseApproval("Bình", At));
        await File.WriteAllBytesAsync(path, file);
        var digest = CanonicalJson.Digest(CanonicalJson.Of(Content));
        Assert.Equal((0, $"good {digest}\n"), await NodeAsync(path));
        Assert.Equal(0, (await NodeAsync(path, digest)).Code);
        Assert.Equal(1, (await NodeAsync(path, new string('0', 64))).Code);

        // In a name, where no number would tell.
        file[Encoding.UTF8.GetString(file).IndexOf("Bình", StringComparison.Ordinal)] ^= 1;
        await File.WriteAllBytesAsync(path, file);
        Assert.Equal((1, "bad\n"), await NodeAsync(path));
    }

    internal static async Task<(int Code, string Out)> NodeAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("node", [Repository.File("deploy/samples/verify-release/verify-release.mjs"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output);
    }
}
