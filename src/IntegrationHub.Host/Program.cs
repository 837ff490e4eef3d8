using IntegrationHub.Host.Commands;

return await HubCommand.Create().Parse(args).InvokeAsync();
