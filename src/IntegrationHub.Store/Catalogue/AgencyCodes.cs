namespace IntegrationHub.Store.Catalogue;

/// <summary>How agency codes are written; what they mean only an alias says.</summary>
public static class AgencyCodes
{
    /// <summary>Letters and blanks around it make no other code.</summary>
    public static string Key(string code)
    {
        ArgumentNullException.ThrowIfNull(code);
        return code.Trim().ToUpperInvariant();
    }

    /// <summary>Its groups top down, whichever end the code begins at; zeros fill up and say nothing.</summary>
    public static string[] Groups(string code)
    {
        var groups = Key(code).Split('.').Select(g => g.TrimStart('0')).Where(g => g.Length > 0).ToArray();
        if (groups.Length > 1 && char.IsAsciiDigit(groups[0][0]) && char.IsAsciiLetter(groups[^1][0]))
        {
            Array.Reverse(groups);
        }

        return groups;
    }
}
