namespace IntegrationHub.Connectors.Manual;

/// <summary>Has nothing to read: people bring what there is.</summary>
internal sealed class ManualConnector : IConnector
{
    public Task<IReadOnlyList<TestStep>> TestAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<TestStep>>([new TestStep("entries", true, "entries are made with 'hub entry add' or POST /api/v1/entries, and confirmed by a second person") { DetailVi = "số liệu được nhập ở màn hình Nhập liệu và cần người thứ hai xác nhận" }]);

    public async IAsyncEnumerable<Page> PullAsync(PullRequest request, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        yield break;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
