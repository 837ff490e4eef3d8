using IntegrationHub.Host.Commands;

using var signals = new EndSignals();
return await HubCommand.RunAsync(args, new() { ProcessTerminationTimeout = null }, cancellationToken: signals.Told);
