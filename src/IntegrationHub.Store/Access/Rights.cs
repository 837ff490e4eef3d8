namespace IntegrationHub.Store.Access;

/// <summary>What somebody may do. Not an order: whoever signs need not be able to change what is signed (decisions/0033).</summary>
[Flags]
public enum Rights
{
    None = 0,
    Read = 1,
    Operate = 2,
    Approve = 4,
    Administer = 8,
}

/// <summary>The roles that people and keys are given, one or several.</summary>
public static class Roles
{
    private static readonly Dictionary<string, Rights> Known = new(StringComparer.Ordinal)
    {
        ["viewer"] = Rights.Read,
        ["operator"] = Rights.Read | Rights.Operate,
        ["approver"] = Rights.Read | Rights.Approve,
        ["admin"] = Rights.Read | Rights.Operate | Rights.Approve | Rights.Administer,
    };

    public static IEnumerable<string> All => Known.Keys;

    /// <summary>What the roles allow together; words that are no role allow nothing.</summary>
    public static Rights RightsOf(IEnumerable<string> roles) => roles.Aggregate(Rights.None, (sum, role) => sum | Known.GetValueOrDefault(role));

    public static Rights RightsOf(string roles)
    {
        ArgumentNullException.ThrowIfNull(roles);
        return RightsOf(roles.Split(','));
    }

    /// <summary>In one spelling, as the store keeps them.</summary>
    /// <exception cref="AccessException">A word is no role, or there is none.</exception>
    public static string Parse(IEnumerable<string> words)
    {
        var wanted = words.SelectMany(w => w.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).ToHashSet(StringComparer.Ordinal);
        return wanted.FirstOrDefault(w => !Known.ContainsKey(w)) is { } unknown ? throw new AccessException($"'{unknown}' is no role; roles are {string.Join(", ", Known.Keys)}")
            : wanted.Count == 0 ? throw new AccessException($"name a role: {string.Join(", ", Known.Keys)}")
            : string.Join(',', Known.Keys.Where(wanted.Contains));
    }
}

/// <summary>Something about users, keys or secrets cannot be done; the message says why and what to do.</summary>
public sealed class AccessException(string message) : Exception(message)
{
    /// <summary>Nobody would be left who administers the hub.</summary>
    public bool LeavesNoAdmin { get; init; }
}
