using IntegrationHub.Store.Access;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.PostgreSql;
using IntegrationHub.Store.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Testing;

/// <summary>A key for a test's requests to a running hub, put into its store: no password is hashed for it.</summary>
public static class TestKeys
{
    /// <param name="store">As HUB_STORE says it.</param>
    /// <param name="roles">As hub key add takes them.</param>
    public static async Task<string> AddAsync(string store, string roles = "admin")
    {
        var options = new DbContextOptionsBuilder<HubDbContext>();
        if (store.StartsWith("sqlite:", StringComparison.Ordinal))
        {
            SqliteStore.Configure(options, store["sqlite:".Length..]);
        }
        else
        {
            PostgreSqlStore.Configure(options, store);
        }

        await using var db = new HubDbContext(options.Options);
        return await AddAsync(db, roles);
    }

    public static async Task<string> AddAsync(HubDbContext db, string roles = "admin", string? unit = null)
    {
        var issued = KeyBook.Issue("test", roles, unit, DateTimeOffset.UnixEpoch, expires: null);
        db.Add(issued.Key);
        await db.SaveChangesAsync();
        return issued.Secret;
    }

    /// <summary>Sends the key with every request.</summary>
    public static HttpClient With(this HttpClient client, string key)
    {
        client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        return client;
    }
}
