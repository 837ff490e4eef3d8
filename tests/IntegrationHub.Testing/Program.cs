using IntegrationHub.Testing;

// Keeps PostgreSQL and RabbitMQ up for all test processes of one ./test.sh: prints where they are, then waits for the end of its input.
if (args is not ["servers"])
{
    Console.Error.WriteLine("usage: IntegrationHub.Testing servers");
    return 2;
}

var postgresStart = PrivatePostgres.StartAsync();
var rabbitStart = PrivateRabbit.StartAsync();
await using var postgres = await postgresStart;
await using var rabbit = await rabbitStart;
Console.WriteLine($"{PrivatePostgres.Variable}={postgres.ConnectionString}");
Console.WriteLine($"{PrivateRabbit.Variable}={rabbit.Address}");
Console.WriteLine($"{PrivateRabbit.ManagementVariable}={rabbit.Management.BaseAddress}");
Console.WriteLine("ready");
while (Console.ReadLine() is not null)
{
}

return 0;
