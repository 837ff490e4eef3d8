using System.Runtime.InteropServices;

namespace IntegrationHub.Host.Commands;

/// <summary>
/// The first signal asks the command to end, and gives it the time that it needs: the command line's own handling ends the process two seconds later,
/// whatever it is at. The second one ends it as it always does.
/// </summary>
internal sealed class EndSignals : IDisposable
{
    private readonly CancellationTokenSource told = new();
    private readonly List<PosixSignalRegistration> registrations;

    public EndSignals() => registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM }.Select(signal => PosixSignalRegistration.Create(signal, Tell))];

    public CancellationToken Told => told.Token;

    public void Dispose()
    {
        registrations.ForEach(r => r.Dispose());
        told.Dispose();
    }

    private void Tell(PosixSignalContext context)
    {
        if (!told.IsCancellationRequested)
        {
            context.Cancel = true;
            told.Cancel();
        }
    }
}
