using System.Collections.Concurrent;
using System.Security.Cryptography;
using IntegrationHub.Simulators.World;

namespace IntegrationHub.Simulators.Tthc;

/// <summary>Who is logged in: sessions of the list service for 10 minutes, bearer tokens of the statistics for an hour.</summary>
internal sealed class SourceSessions(DemoCredentials credentials, SimulatorClock clock)
{
    public const int SessionSeconds = 600;
    public const int TokenSeconds = 3600;
    public const int RefreshSeconds = 7 * WorldTime.SecondsPerDay;

    private readonly ConcurrentDictionary<string, int> _expiry = new();

    public bool Accepts(string? username, string? password) => username == credentials.Username && password == credentials.Password;

    public string Open(int seconds)
    {
        var now = clock.Now;
        foreach (var (old, expiry) in _expiry)
        {
            if (expiry <= now)
            {
                _expiry.TryRemove(old, out _);
            }
        }

        var ticket = RandomNumberGenerator.GetHexString(32, lowercase: true);
        _expiry[ticket] = now + seconds;
        return ticket;
    }

    public bool IsValid(string? ticket) => ticket is not null && _expiry.TryGetValue(ticket, out var expiry) && clock.Now < expiry;

    public void Close(string ticket) => _expiry.TryRemove(ticket, out _);

    public void CloseAll() => _expiry.Clear();
}
