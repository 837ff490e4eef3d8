using System.Security.Cryptography;

namespace IntegrationHub.Simulators;

/// <summary>User and password of the simulated sources: made up anew in each process, so that no literal is worth keeping.</summary>
public sealed record DemoCredentials(string Username, string Password)
{
    /// <summary>The environment variable that the demo's source configuration takes the password from.</summary>
    public const string PasswordVariable = "HUB_DEMO_TTHC_PASSWORD";

    public const string DefaultUsername = "hub";

    public static DemoCredentials Generate() => new(DefaultUsername, RandomNumberGenerator.GetHexString(24, lowercase: true));
}
