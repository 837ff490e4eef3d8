using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Ledger;

public static class StoreFaults
{
    /// <summary>Whether the store has failed, for now or for good, and not the work that was done with it: a service tells of it and tries again later.</summary>
    public static bool IsOfTheStore(this ILedgerDialect dialect, Exception exception)
    {
        ArgumentNullException.ThrowIfNull(dialect);
        return exception is DbException or DbUpdateException || dialect.IsTransient(exception);
    }
}
