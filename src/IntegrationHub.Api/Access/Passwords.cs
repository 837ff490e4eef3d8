using IntegrationHub.Store.Access;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace IntegrationHub.Api.Access;

/// <summary>Passwords of the hub's own users: what they must be, and how they are kept.</summary>
public static class Passwords
{
    public const int Shortest = 12;
    private const int Longest = 200;

    // PBKDF2 with HMAC-SHA512: about a tenth of a second.
    private static readonly PasswordHasher<string> Hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = 210_000 }));

    // What is compared with when there is nobody of that name: it takes as long.
    private static readonly Lazy<string> Nobody = new(() => Hasher.HashPassword("", Guid.NewGuid().ToString()));

    /// <exception cref="AccessException">It is too short, too long or too easily guessed.</exception>
    public static string Hash(string name, string password)
    {
        ArgumentNullException.ThrowIfNull(password);
        return password.Length is < Shortest or > Longest ? throw new AccessException($"a password has {Shortest} to {Longest} characters")
            : password.Contains(name, StringComparison.OrdinalIgnoreCase) ? throw new AccessException("the password must not contain the name")
            : password.Distinct().Count() < 5 ? throw new AccessException("the password repeats a few characters; use several words")
            : Hasher.HashPassword(name, password);
    }

    public static bool Fits(string? hash, string password)
    {
        ArgumentNullException.ThrowIfNull(password);
        var fits = Hasher.VerifyHashedPassword("", hash ?? Nobody.Value, password.Length > Longest ? "" : password) is not PasswordVerificationResult.Failed;
        return fits && hash is not null;
    }
}
