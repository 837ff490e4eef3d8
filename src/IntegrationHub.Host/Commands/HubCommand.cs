using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Reflection;
using IntegrationHub.Host.Commands.Access;
using IntegrationHub.Host.Commands.Alerts;
using IntegrationHub.Host.Commands.Catalogues;
using IntegrationHub.Host.Commands.Connectors;
using IntegrationHub.Host.Commands.Databases;
using IntegrationHub.Host.Commands.Duties;
using IntegrationHub.Host.Commands.Entries;
using IntegrationHub.Host.Commands.Parked;
using IntegrationHub.Host.Commands.Plans;
using IntegrationHub.Host.Commands.Quarantine;
using IntegrationHub.Host.Commands.Releases;
using IntegrationHub.Host.Commands.Sources;
using IntegrationHub.Host.Commands.Subscriptions;

namespace IntegrationHub.Host.Commands;

/// <summary>The command line: one file per command.</summary>
public static class HubCommand
{
    public static RootCommand Create(HubEnvironment? environment = null)
    {
        var around = environment ?? HubEnvironment.OfProcess;
        var root = new RootCommand("IntegrationHub: computes the indicators of digital-transformation plans from the counts of source systems.")
        {
            DemoCommand.Create(around),
            RunCommand.Create(around),
            LintCommand.Create(around),
            ApplyCommand.Create(around),
            ExportCommand.Create(around),
            new Command("source", "Sources: the configured instances of connectors.")
            {
                SourceListCommand.Create(around),
                SourceTimelineCommand.Create(around),
                SourceNewCommand.Create(around),
                SourceTestCommand.Create(around),
                SourcePreviewCommand.Create(around),
                SourceTemplateCommand.Create(around),
                SourceUploadCommand.Create(around),
                SourcePullCommand.Create(around),
                SourceBackfillCommand.Create(around),
                SourceReplayCommand.Create(around),
                SourceShadowCommand.Create(around),
                SourceResetCommand.Create(around),
                SourcePauseCommand.Create(around),
                SourcePauseCommand.CreateResume(around),
            },
            new Command("connector", "Connectors: what they are, and whether they behave.")
            {
                ConnectorTestCommand.Create(around),
                ConnectorDocsCommand.Create(around),
                ConnectorBaselineCommand.Create(around),
            },
            new Command("quarantine", "Refused records: kept, counted, and settled by a replay or a decision.")
            {
                QuarantineListCommand.Create(around),
                QuarantineReplayCommand.Create(around),
                QuarantineDiscardCommand.Create(around),
            },
            new Command("parked", "What could not be recorded: kept with the reason until the cause is mended.")
            {
                ParkedCommands.List(around),
                ParkedCommands.Release(around),
                ParkedCommands.Discard(around),
            },
            new Command("subscription", "Who is sent figures as they change.")
            {
                SubscriptionCommands.List(around),
                SubscriptionCommands.Add(around),
                SubscriptionCommands.Change(around),
                SubscriptionCommands.Target(around),
                SubscriptionCommands.Rotate(around),
                SubscriptionCommands.Pause(around),
                SubscriptionCommands.Resume(around),
                SubscriptionCommands.Remove(around),
                DeliveryCommands.List(around),
                DeliveryCommands.Redeliver(around),
                DeliveryCommands.Test(around),
            },
            new Command("entry", "Counts, milestone states and difficulties that people enter, with evidence; they count once a second person has confirmed them.")
            {
                EntryAddCommand.Create(around),
                EntryConfirmCommand.Create(around),
                EntryListCommand.Create(around),
                EntryUndoCommand.Create(around),
            },
            new Command("user", "People who sign in with a name and a password of the hub's own.")
            {
                UserCommands.Add(around),
                UserCommands.List(around),
                UserCommands.Set(around),
                UserCommands.Lock(around),
                UserCommands.Unlock(around),
                UserCommands.Password(around),
                UserCommands.Remove(around),
            },
            new Command("key", "Keys of machines: sent with every request as Authorization: Bearer.")
            {
                KeyCommands.Add(around),
                KeyCommands.List(around),
                KeyCommands.Rotate(around),
                KeyCommands.Revoke(around),
            },
            new Command("secret", "Secrets that the store keeps, encrypted: set and used, never shown again.")
            {
                SecretCommands.Set(around),
                SecretCommands.List(around),
                SecretCommands.Remove(around),
            },
            new Command("audit", "What people did: a log that is only added to, each row with the hash of the one before.")
            {
                AuditCommands.List(around),
                AuditCommands.Verify(around),
            },
            new Command("release", "Releases: figures of a plan, frozen, signed by two people and kept for ever.")
            {
                ReleaseCommands.Prepare(around),
                ReleaseCommands.Check(around),
                ReleaseCommands.Submit(around),
                ReleaseCommands.Approve(around),
                ReleaseCommands.Withdraw(around),
                ReleaseReadCommands.List(around),
                ReleaseReadCommands.Show(around),
                ReleaseReadCommands.Export(around),
                ReleaseReportCommand.Create(around),
                ReleaseReadCommands.Verify(around),
            },
            new Command("duty", "What units owe by the plans' reporting duties, and what they have sent.")
            {
                DutyCommands.List(around),
                DutyCommands.Sent(around),
                DutyCommands.Undo(around),
            },
            new Command("alert", "What a person has to know of, and of what nobody is told for a while.")
            {
                AlertCommands.List(around),
                AlertCommands.Silence(around),
                AlertCommands.Silences(around),
                AlertCommands.Unsilence(around),
            },
            new Command("alias", "Agency codes of sources.") { AliasAddCommand.Create(around) },
            new Command("plan", "Plans and their progress.") { PlanShowCommand.Create(around) },
            WhyCommand.Create(around),
            BackupCommand.Create(around),
            RestoreCommand.Create(around),
            new Command("reconciliation", "What others say of the same figures.") { NationalFiguresCommand.Create(around) },
            new Command("db", "The store.")
            {
                DbMigrateCommand.Create(around),
                DbVerifyCommand.Create(around),
                DbPruneCommand.Create(around),
                new Command("hold", "Archived pages that must not be erased, whatever retention says.")
                {
                    DbHoldCommands.CreateOn(around),
                    DbHoldCommands.CreateOff(around),
                    DbHoldCommands.CreateList(around),
                },
            },
        };
        root.Options.OfType<VersionOption>().Single().Action = new PrintVersion();
        return root;
    }

    /// <summary>Parses and runs. What cannot be parsed ends with the code for wrong usage; the library's own would say that the thing asked about is bad.</summary>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> arguments, InvocationConfiguration? configuration = null, HubEnvironment? environment = null, CancellationToken cancellationToken = default)
    {
        var parsed = Create(environment).Parse(arguments);
        if (parsed.Action is not ParseErrorAction action)
        {
            return Mistyped(parsed) is { } option && parsed.Action == parsed.CommandResult.Command.Action
                ? await RefuseAsync($"'{option}' is no option of '{Path(parsed)}'.")
                : await parsed.InvokeAsync(configuration, cancellationToken);
        }

        // Help is for who has not said yet what to do; who mistyped an option needs the one line.
        action.ShowHelp = parsed.CommandResult.Command.Subcommands.Count > 0;
        await parsed.InvokeAsync(configuration, cancellationToken);
        return action.ShowHelp ? ExitCodes.Usage : await RefuseAsync(Mistyped(parsed) is { } unknown ? $"'{unknown}' is no option of '{Path(parsed)}'." : null);

        async Task<int> RefuseAsync(string? why)
        {
            await (configuration?.Error ?? Console.Error).WriteLineAsync($"{why}{(why is null ? "" : " ")}'{Path(parsed)} --help' shows how it is used.");
            return ExitCodes.Usage;
        }
    }

    /// <summary>The library takes an option that it does not know for the next argument; what is meant as an argument comes after --.</summary>
    private static string? Mistyped(ParseResult parsed) => parsed.Tokens.Any(t => t.Type is TokenType.DoubleDash)
        ? null
        : parsed.Tokens.FirstOrDefault(t => t.Type is TokenType.Argument && t.Value is ['-', not (>= '0' and <= '9'), ..])?.Value;

    private static string Path(ParseResult parsed)
    {
        var names = new List<string>();
        for (SymbolResult? at = parsed.CommandResult; at is not null; at = at.Parent)
        {
            if (at is CommandResult { Command: not RootCommand } command)
            {
                names.Insert(0, command.Command.Name);
            }
        }

        return string.Join(' ', names.Prepend("hub"));
    }

    private sealed class PrintVersion : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            var version = typeof(HubCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
            parseResult.InvocationConfiguration.Output.WriteLine("hub " + version);
            return ExitCodes.Success;
        }
    }
}
