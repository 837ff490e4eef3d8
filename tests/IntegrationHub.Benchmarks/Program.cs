using System.Globalization;
using IntegrationHub.Benchmarks;

// Dossiers per second from the source's HTTP to the committed ledger, beside a bare skeleton and a plain COPY, in interleaved rounds.
// Only ratios of one run mean anything: the machine's own speed is in all three. The other words are the processes that it starts.
switch (args)
{
    case ["source", var scale]:
        await SourceProcess.RunAsync(decimal.Parse(scale, CultureInfo.InvariantCulture));
        return 0;
    case ["full", var source]:
        await FullLine.RunAsync(new Uri(source));
        return 0;
    case ["bare", var source]:
        await BareSkeleton.RunAsync(new Uri(source));
        return 0;
    case ["copy", var rows]:
        await PlainCopy.RunAsync(int.Parse(rows, CultureInfo.InvariantCulture));
        return 0;
    default:
        await PullToLedger.RunAsync(Number("--dossiers", 20_000), Number("--rounds", 3), Console.Out);
        return 0;
}

int Number(string name, int otherwise)
{
    var at = Array.IndexOf(args, name);
    return at >= 0 && at + 1 < args.Length ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;
}
