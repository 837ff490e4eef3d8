using System.Diagnostics;

namespace IntegrationHub.Testing;

/// <summary>A program that knows nothing of ours and opens what people open. Installed when it is missing.</summary>
public static class LibreOffice
{
    // Commas, quotes, UTF-8, and cells as they are seen with their format.
    private const string CsvAsSeen = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true";

    public static async Task<string> ToCsvAsync(string file)
    {
        await ConvertAsync(file, CsvAsSeen);
        return await File.ReadAllTextAsync(Path.ChangeExtension(file, ".csv"));
    }

    /// <returns>The text of each page, laid out as it is seen, and the picture of each.</returns>
    public static async Task<(IReadOnlyList<string> Pages, IReadOnlyList<string> Pictures)> ToPagesAsync(string file)
    {
        await ConvertAsync(file, "pdf");
        var pdf = Path.ChangeExtension(file, ".pdf");
        var text = await RunAsync("pdftotext", "-layout", pdf, "-");
        var picture = Path.Combine(Path.GetDirectoryName(file)!, Path.GetExtension(file)[1..] + "-page");
        await RunAsync("pdftoppm", "-r", "70", "-png", pdf, picture);
        return (text.TrimEnd('\f', '\n').Split('\f'), [.. Directory.GetFiles(Path.GetDirectoryName(file)!, Path.GetFileName(picture) + "*.png").Order(StringComparer.Ordinal)]);
    }

    private static async Task ConvertAsync(string file, string to)
    {
        if (!File.Exists("/usr/bin/soffice") || !File.Exists("/usr/bin/pdftoppm"))
        {
            await RunAsync("apt-get", "update", "-qq");
            await RunAsync("apt-get", "install", "-y", "-qq", "--no-install-recommends", "libreoffice-calc-nogui", "libreoffice-writer-nogui", "poppler-utils", "fonts-liberation");
        }

        // A profile of its own: two that start at once would wait for one another.
        var folder = Path.GetDirectoryName(file)!;
        await RunAsync("soffice", $"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", to, "--outdir", folder, file);
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["DEBIAN_FRONTEND"] = "noninteractive";
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} does not start");
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} did not end");
        }

        return process.ExitCode == 0 ? await output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {await error}");
    }
}
