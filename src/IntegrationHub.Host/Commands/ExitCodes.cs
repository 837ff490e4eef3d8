using System.Data.Common;
using IntegrationHub.Collect.Archive;
using IntegrationHub.Collect.Replaying;
using IntegrationHub.Connectors;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Store.Access;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Plans;
using Microsoft.AspNetCore.Connections;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Host.Commands;

/// <summary>A command cannot do what was asked; the message names the place and the remedy.</summary>
public sealed class CommandException(string message, int exitCode = ExitCodes.Bad) : Exception(message)
{
    public int ExitCode => exitCode;
}

/// <summary>0 success, 1 the thing asked about is bad, 2 usage, 3 could not reach what it needs.</summary>
public static class ExitCodes
{
    public const int Success = 0;
    public const int Bad = 1;
    public const int Usage = 2;
    public const int Unreachable = 3;

    /// <summary>Runs a command and turns the faults that a user can mend into one clear line and the right code.</summary>
    public static async Task<int> GuardAsync(TextWriter error, Func<Task<int>> command)
    {
        ArgumentNullException.ThrowIfNull(error);
        ArgumentNullException.ThrowIfNull(command);
        try
        {
            return await command();
        }
        catch (Exception e) when (Explain(e) is { } known)
        {
            await error.WriteLineAsync("hub: " + known.Message);
            return known.Code;
        }
    }

    /// <summary>Whether a source's fault means that it could not be reached, rather than that something about it is wrong.</summary>
    public static bool IsUnreachable(FailureCategory? category) => category is FailureCategory.Unavailable or FailureCategory.Throttled;

    private static (string Message, int Code)? Explain(Exception exception) => exception switch
    {
        CommandException e => (e.Message, e.ExitCode),
        SettingException e => (e.Message, Usage),
        AccessException e => (e.Message, Bad),
        CatalogueException e => (e.Message, Bad),
        ProgressQueryException { Code: "bad-period" or "bad-scope" or "bad-view" or "bad-against" } e => (e.Message, Usage),
        ProgressQueryException e => (e.Message, Bad),
        ConnectorException e => ($"{e.Code}: {e.Message}", IsUnreachable(e.Category) ? Unreachable : Bad),
        LeaseLostException e => ($"{e.Message}; this pull was given up, the other one goes on", Bad),
        PageErasedException e => ($"{e.Message}. 'hub source replay SOURCE --stream STREAM --kept' counts again what is still archived", Bad),
        DbException e => OfStore(e),
        DbUpdateException { InnerException: DbException e } => OfStore(e),

        // How EF reports a fault that may pass.
        InvalidOperationException { InnerException: DbException e } => OfStore(e),
        IOException { InnerException: AddressInUseException } e => ($"{e.Message.TrimEnd('.')}; another program listens there: choose another address with HUB_URLS, or for the demo another --port", Unreachable),
        IOException or UnauthorizedAccessException => (exception.Message, Unreachable),
        OperationCanceledException => ("stopped", Bad),
        _ => null,
    };

    private static (string Message, int Code) OfStore(DbException e) =>
        ($"the store cannot be reached or refused: {e.Message.TrimEnd('.')}; check HUB_STORE and that the database is running", Unreachable);
}
