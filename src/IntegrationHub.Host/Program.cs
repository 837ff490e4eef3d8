using IntegrationHub.Host.Commands;

return await HubCommand.RunAsync(args);
