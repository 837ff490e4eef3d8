using IntegrationHub.Connectors.Http;

namespace IntegrationHub.Connectors.Files;

/// <summary>Reads one folder in one run.</summary>
internal sealed class FilesConnector(FilesModule module, ConnectorContext context) : IConnector
{
    private readonly FilesOptions _options = FilesOptions.Read(context);

    private DropFolder Folder => new(_options, [.. context.Definitions.Select(d => d.Stream)]);

    public Task<IReadOnlyList<TestStep>> TestAsync(CancellationToken cancellationToken) => ConnectionSteps.RunAsync(
        context.Source,
        [
            new("folder", ("the folder can be read", "đọc được thư mục"), _ =>
            {
                Folder.CountOthers();
                return Task.CompletedTask;
            }),
            .. (context.Streams.Count > 0 ? context.Streams : context.Definitions.Select(d => d.Stream)).Select(stream => new ConnectionStep(stream, ("every file can be read", "đọc được mọi tệp"), cancel => TryAsync(stream, cancel))),
        ],
        cancellationToken);

    public IAsyncEnumerable<Page> PullAsync(PullRequest request, CancellationToken cancellationToken) =>
        new FilesStream(module.PlanOf(context.Source, request.Stream, context.Definitions), _options, Folder, context.Clock).PullAsync(request, cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task TryAsync(string stream, CancellationToken cancellationToken)
    {
        var plan = module.PlanOf(context.Source, stream, context.Definitions);
        var faults = new List<(string Name, FileFault Fault)>();
        foreach (var file in Folder.Files(stream, faults))
        {
            try
            {
                if (await Folder.ReadAsync(file, cancellationToken) is { } bytes)
                {
                    new TableReader(plan, _options.MostRows).Read(file.Name, bytes, context.Clock.GetUtcNow());
                }
            }
            catch (FileFault fault)
            {
                faults.Add((file.Name, fault));
            }
        }

        FilesStream.ThrowIfAny(context.Source, stream, faults);
    }
}
