namespace IntegrationHub.Store.Audit;

/// <summary>Who does what is being done, as the audit log keeps it: the signed-in person of a request, the account that runs a command, or the hub itself.</summary>
/// <param name="SignedIn">How it is known who it is: password, key, bearer, oidc, demo, command or service.</param>
/// <param name="Address">Where it comes from: the address of a request, the machine of a command.</param>
public sealed record Actor(string Name, string SignedIn, string? Address)
{
    private static readonly AsyncLocal<Actor?> Here = new();

    private static readonly Actor Hub = new("hub", "service", Environment.MachineName);

    /// <summary>Set where work enters the program, and seen by all that is awaited from there.</summary>
    public static Actor Current => Here.Value ?? Hub;

    /// <summary>From here on, until the method that calls this returns.</summary>
    public static void Enter(Actor actor) => Here.Value = actor;
}
