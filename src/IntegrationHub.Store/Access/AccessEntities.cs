namespace IntegrationHub.Store.Access;

/// <summary>A person who signs in with a password of the hub's own.</summary>
public sealed class UserAccount
{
    /// <summary>What is typed to sign in, in small letters; it stands in the audit log and beside what the person decides.</summary>
    public required string Name { get; init; }

    /// <summary>One or more of viewer, operator, approver, admin, separated by commas.</summary>
    public required string Roles { get; set; }

    /// <summary>The person sees and changes only this unit and what is below it; null: everything.</summary>
    public string? Unit { get; set; }

    /// <summary>Null: no password has been set, and nobody can sign in with this name.</summary>
    public string? Password { get; set; }

    /// <summary>Wrong passwords since the last right one.</summary>
    public int Failures { get; set; }

    public DateTimeOffset? LockedUntil { get; set; }

    /// <summary>By an administrator, until unlocked.</summary>
    public bool Locked { get; set; }

    /// <summary>Sessions carry it; a new one ends those that there are.</summary>
    public required string Stamp { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? SignedInAt { get; set; }
}

/// <summary>What a machine presents instead of a person. Only the hash is kept.</summary>
public sealed class ApiKey
{
    /// <summary>The part of the key that may be shown.</summary>
    public required string Id { get; init; }

    /// <summary>What it is for; several keys may have the same name while one replaces the other.</summary>
    public required string Name { get; init; }

    /// <summary>SHA-256 in hexadecimal: the secret has 256 random bits, so that a slow hash would protect nothing more.</summary>
    public required string Hash { get; init; }

    public required string Roles { get; init; }

    public string? Unit { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }

    /// <summary>To the minute.</summary>
    public DateTimeOffset? UsedAt { get; set; }
}

/// <summary>A secret that is kept by the store, encrypted; store:NAME refers to it.</summary>
public sealed class StoredSecret
{
    public required string Name { get; init; }

    /// <summary>Encrypted with a key that is not in the store.</summary>
    public required string Value { get; set; }

    public required DateTimeOffset SetAt { get; set; }

    public required string SetBy { get; set; }
}
