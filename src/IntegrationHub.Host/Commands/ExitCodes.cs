using System.Data.Common;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Plans;

namespace IntegrationHub.Host.Commands;

/// <summary>0 success, 1 the thing asked about is bad, 2 usage, 3 could not reach what it needs.</summary>
public static class ExitCodes
{
    public const int Success = 0;
    public const int Bad = 1;
    public const int Usage = 2;
    public const int Unreachable = 3;

    /// <summary>Runs a command and turns the faults that a user can mend into one clear line and the right code.</summary>
    public static async Task<int> GuardAsync(Func<Task<int>> command)
    {
        ArgumentNullException.ThrowIfNull(command);
        try
        {
            return await command();
        }
        catch (SettingException e)
        {
            return Say(e.Message, Usage);
        }
        catch (CatalogueException e)
        {
            return Say(e.Message, Bad);
        }
        catch (ProgressQueryException e)
        {
            return Say(e.Message, Bad);
        }
        catch (DbException e)
        {
            return Say($"the store cannot be reached or refused: {e.Message}", Unreachable);
        }
        catch (IOException e)
        {
            return Say(e.Message, Unreachable);
        }
        catch (OperationCanceledException)
        {
            return Say("stopped", Bad);
        }
    }

    private static int Say(string message, int code)
    {
        Console.Error.WriteLine("hub: " + message);
        return code;
    }
}
