using System.IO.Compression;

namespace IntegrationHub.Api.Reports;

/// <summary>The same parts are the same file, whenever it is written: entries in one order, and none with the time of writing.</summary>
internal static class SteadyPackage
{
    private const string ContentTypes = "[Content_Types].xml";

    // The first instant that the format can say.
    private static readonly DateTimeOffset Written = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static byte[] Of(MemoryStream package)
    {
        package.Position = 0;
        using var parts = new ZipArchive(package, ZipArchiveMode.Read, leaveOpen: true);
        using var steady = new MemoryStream();
        using (var written = new ZipArchive(steady, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var part in parts.Entries.OrderBy(e => e.FullName == ContentTypes ? 0 : 1).ThenBy(e => e.FullName, StringComparer.Ordinal))
            {
                var entry = written.CreateEntry(part.FullName, CompressionLevel.Optimal);
                entry.LastWriteTime = Written;
                using var from = part.Open();
                using var to = entry.Open();
                from.CopyTo(to);
            }
        }

        return steady.ToArray();
    }
}
