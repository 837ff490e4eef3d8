using System.Diagnostics;
using System.Globalization;

namespace IntegrationHub.Benchmarks;

/// <summary>
/// A control group of the kernel, as a container has one: what a process in it uses beyond the limit it does not get. Its own memory counts and so do the
/// pages of files that it was the first to read, which the kernel takes back where room is wanted. Needs the rights of root.
/// </summary>
internal sealed class MemoryLimit : IDisposable
{
    private const string Name = "integrationhub-benchmark";
    private const string Root = "/sys/fs/cgroup";

    private readonly string folder;
    private readonly bool isVersion1;
    private readonly int mebibytes;

    public MemoryLimit(int mebibytes)
    {
        this.mebibytes = mebibytes;
        isVersion1 = Directory.Exists($"{Root}/memory");
        folder = isVersion1 ? $"{Root}/memory/{Name}" : $"{Root}/{Name}";
        Directory.CreateDirectory(folder);
        File.WriteAllText(FileOf("memory.limit_in_bytes", "memory.max"), ((long)mebibytes << 20).ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>The process and all it starts are in the group from their first instruction.</summary>
    public void Hold(ProcessStartInfo start)
    {
        string[] program = [start.FileName, .. start.ArgumentList];
        start.FileName = "/bin/sh";
        start.ArgumentList.Clear();
        foreach (var argument in (IEnumerable<string>)["-c", $"echo $$ > {folder}/cgroup.procs && exec \"$@\"", "sh", .. program])
        {
            start.ArgumentList.Add(argument);
        }
    }

    public override string ToString()
    {
        var events = isVersion1 ? File.ReadAllText($"{folder}/memory.oom_control") : File.ReadAllText($"{folder}/memory.events");
        var killed = events.Split('\n').Single(line => line.StartsWith("oom_kill ", StringComparison.Ordinal)).Split(' ')[1];
        var most = long.Parse(File.ReadAllText(FileOf("memory.max_usage_in_bytes", "memory.peak")), CultureInfo.InvariantCulture) >> 20;
        return string.Create(CultureInfo.InvariantCulture, $"memory limit of the hub's process: {mebibytes} MiB, used at most {most} MiB with the files it read, killed for want of memory {killed} times");
    }

    public void Dispose() => Directory.Delete(folder); // A folder of the kernel: the files in it go with it.

    private string FileOf(string version1, string version2) => $"{folder}/{(isVersion1 ? version1 : version2)}";
}
