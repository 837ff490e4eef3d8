using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace IntegrationHub.Connectors.Sql;

/// <summary>What went wrong at a database, in the connector's words: a database's own messages quote names and data.</summary>
internal static class SqlFaults
{
    public static ConnectorException Of(SqlOptions options, string place, Exception exception)
    {
        return exception switch
        {
            PostgresException { SqlState: "28P01" or "28000" } => Fault(FailureCategory.Authentication, "E_SIGN_IN", "the database refuses the account; check user and password in the connection"),
            PostgresException { SqlState: "42501" } => Fault(FailureCategory.Permission, "E_FORBIDDEN", "the account may not read this; have it granted SELECT on the view"),
            PostgresException { SqlState: "25006" } or SqliteException { SqliteErrorCode: 8 } => Fault(FailureCategory.Configuration, "E_READ_ONLY", "the query would write, which the read-only connection refuses; correct the query"),
            PostgresException { SqlState: "57014" or "55P03" } or SqliteException { SqliteErrorCode: 9 } or OperationCanceledException or TimeoutException =>
                Fault(FailureCategory.Unavailable, "E_SOURCE_TIMEOUT", "no complete answer within the time limit; it is tried again by itself, add an index or raise the option timeoutSeconds if it lasts"),
            PostgresException { SqlState: "3D000" } => Fault(FailureCategory.Configuration, "E_SOURCE_PATH", "there is no such database; check the connection"),
            PostgresException { SqlState: var state } when state.StartsWith("42", StringComparison.Ordinal) => Fault(FailureCategory.Configuration, "E_QUERY", $"the database does not understand the query (state {state}): a view or column may have been renamed; correct the mapping"),
            PostgresException { SqlState: var state } when state.StartsWith("22", StringComparison.Ordinal) => Fault(FailureCategory.Malformed, "E_QUERY_DATA", $"the database cannot compute a row (state {state}); tell its operator"),
            PostgresException { SqlState: var state } => Fault(FailureCategory.Unavailable, "E_SOURCE_ERROR", $"the database answered with state {state}; it is tried again by itself"),
            SqliteException { SqliteErrorCode: 14 } => Fault(FailureCategory.Configuration, "E_SOURCE_PATH", "the database file is not there or may not be read; check the connection"),
            SqliteException { SqliteErrorCode: 1 } => Fault(FailureCategory.Configuration, "E_QUERY", "the database does not understand the query: a view or column may have been renamed; correct the mapping"),
            SqliteException { SqliteErrorCode: 26 or 11 } => Fault(FailureCategory.Malformed, "E_SOURCE_FORMAT", "the file is no SQLite database, or damaged; check the connection"),
            SqliteException { SqliteErrorCode: var number } => Fault(FailureCategory.Unavailable, "E_SOURCE_ERROR", $"SQLite answered {number}; it is tried again by itself"),
            _ when Find<AuthenticationException>(exception) is not null => Fault(FailureCategory.Configuration, "E_SOURCE_TLS", "the certificate of the database is not accepted; have it renewed, or install its authority"),
            _ when Find<TimeoutException>(exception) is not null => Fault(FailureCategory.Unavailable, "E_SOURCE_TIMEOUT", "the database does not answer; it is tried again by itself"),
            _ when Find<SocketException>(exception) is { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData } => Fault(FailureCategory.Unavailable, "E_SOURCE_UNREACHABLE", "the host name is not known; check the connection and the name server"),
            _ => Fault(FailureCategory.Unavailable, "E_SOURCE_UNREACHABLE", "the database cannot be reached, or the connection broke; it is tried again by itself, check host and port if it lasts"),
        };

        // The inner exception stays out: its text may quote a row.
        ConnectorException Fault(FailureCategory category, string code, string what) => new(category, code, $"{options.Source}: {place}: {what}");
    }

    private static T? Find<T>(Exception? exception)
        where T : Exception
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is T found)
            {
                return found;
            }
        }

        return null;
    }
}
