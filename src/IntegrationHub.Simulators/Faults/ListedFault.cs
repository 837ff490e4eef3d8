namespace IntegrationHub.Simulators.Faults;

/// <summary>What a good caller makes of a fault while it lasts.</summary>
public enum FaultEnd
{
    /// <summary>The run ends with a fault of one of the named categories, and nothing of a broken answer is kept.</summary>
    Fails,

    /// <summary>The run succeeds, the records in question are refused with a reason, all others count.</summary>
    Refuses,

    /// <summary>The run succeeds and every figure is right: the fault is got over without help.</summary>
    Passes,
}

/// <summary>Addresses at which nobody, or the wrong one, is found; a source is configured with one of them instead of its own.</summary>
public enum WrongAddress
{
    None,
    UnknownHost,
    NobodyListens,
    CertificateExpired,
    CertificateOfAnother,
    CertificateOfUnknownAuthority,
}

/// <summary>One way in which a listed fault shows.</summary>
/// <param name="Name">Told apart within its line.</param>
/// <param name="End">What is expected of the caller.</param>
/// <param name="Categories">For <see cref="FaultEnd.Fails"/>: words of the contract for connectors.</param>
/// <param name="Play">What to switch on for a source; null where the source has nothing that it could take hold of.</param>
public sealed record FaultCase(string Name, FaultEnd End, IReadOnlyList<string> Categories, Func<SourceTraits, IReadOnlyList<Fault>?> Play)
{
    /// <summary>Played by an address instead of by answers.</summary>
    public WrongAddress Address { get; init; }

    /// <summary>It keeps the caller waiting in real time.</summary>
    public bool IsSlow { get; init; }
}

/// <summary>A line of the fault list.</summary>
/// <param name="Expected">What the hub must do, in a few words.</param>
public sealed record ListedFault(string Id, string Vi, string En, string Expected)
{
    public IReadOnlyList<FaultCase> Cases { get; init; } = [];

    /// <summary>Who plays it, when no source can: it happens inside the hub or around it.</summary>
    public string? Elsewhere { get; init; }

    /// <summary>The first case that a source can play; null when there is none.</summary>
    public FaultCase? CaseOf(SourceTraits source) => Cases.FirstOrDefault(c => c.Address == WrongAddress.None && c.Play(source) is not null);
}
