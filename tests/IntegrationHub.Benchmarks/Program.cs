using System.Globalization;
using IntegrationHub.Benchmarks;

// Dossiers per second from the source's HTTP to the committed ledger, beside a bare skeleton and a plain COPY, in interleaved rounds.
// Only ratios of one run mean anything: the machine's own speed is in all three.
var dossiers = Number("--dossiers", 20_000);
var rounds = Number("--rounds", 3);
await PullToLedger.RunAsync(dossiers, rounds, Console.Out);
return 0;

int Number(string name, int otherwise)
{
    var at = Array.IndexOf(args, name);
    return at >= 0 && at + 1 < args.Length ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;
}
