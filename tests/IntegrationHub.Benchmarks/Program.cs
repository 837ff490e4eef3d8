using System.Globalization;
using IntegrationHub.Benchmarks;

// Dossiers per second from the source's HTTP to the committed ledger, beside a bare skeleton and a plain COPY, in interleaved rounds: read for the first
// time, and read again when nothing has changed. --embedded does the same with SQLite and the bus in memory.
// --peers adds a Node-RED flow, which npm installs at the first use; --memory 300 holds the hub's process to as many MiB, as a container does.
// Only ratios of one run mean anything: the machine's own speed is in all of them. 'engine' is another one: what a correction costs until its
// values are committed, with few and with many units; 'latency' is from a change at a source to its event,
// 'progress' the progress of a plan over HTTP with a long ledger. The remaining words are processes that the first starts.
switch (args)
{
    case ["source", var scale]:
        await SourceProcess.RunAsync(decimal.Parse(scale, CultureInfo.InvariantCulture));
        return 0;
    case ["full", var source, var deployment]:
        await FullLine.RunAsync(new Uri(source), deployment == PullToLedger.Embedded);
        return 0;
    case ["bare", var source, var deployment]:
        await BareSkeleton.RunAsync(new Uri(source), deployment == PullToLedger.Embedded);
        return 0;
    case ["copy", var rows]:
        await PlainCopy.RunAsync(int.Parse(rows, CultureInfo.InvariantCulture));
        return 0;
    case ["peer", var name, var source]:
        await Peer.RunAsync(name, new Uri(source));
        return 0;
    case ["latency", ..]:
        await ChangeToEvent.RunAsync(Number("--changes", 50), Number("--warm-up", 30), Console.Out);
        return 0;
    case ["progress", ..]:
        await ProgressRoute.RunAsync(Number("--entries", 2_000_000), Number("--rounds", 3), Number("--requests", 10), Console.Out);
        return 0;
    case ["engine", ..]:
        await CorrectionToValue.RunAsync(Number("--rounds", 7), Number("--corrections", 9), Number("--rebuilds", 1), Console.Out);
        return 0;
    case ["growth", ..]:
        await GrowthOfStore.RunAsync(Number("--dossiers", 20_000), Console.Out);
        return 0;
    default:
        await PullToLedger.RunAsync(Number("--dossiers", 20_000), Number("--rounds", 3), args.Contains("--embedded"), args.Contains("--peers"), Number("--memory", 0), Console.Out);
        return 0;
}

int Number(string name, int otherwise)
{
    var at = Array.IndexOf(args, name);
    return at >= 0 && at + 1 < args.Length ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;
}
