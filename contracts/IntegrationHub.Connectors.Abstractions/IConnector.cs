namespace IntegrationHub.Connectors;

/// <summary>
/// Reads one foreign system. A connector only reads: schedule, lease, retry of a whole run, cursor storage, archive and telemetry belong
/// to the collector. One instance serves one run and is disposed after it.
/// </summary>
/// <remarks>
/// Errors: throw <see cref="ConnectorException"/> with the fitting <see cref="FailureCategory"/>. A fault never becomes an empty page.
/// Personal data (names, identity numbers, phones, e-mails, addresses, free text) must not be part of any <see cref="Reading"/>.
/// </remarks>
public interface IConnector : IAsyncDisposable
{
    /// <summary>Checks address, certificate, sign-in and permission step by step without side effects, within ten seconds.</summary>
    /// <returns>The steps in order; the first that failed is the last in the list.</returns>
    Task<IReadOnlyList<TestStep>> TestAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Reads a stream page by page from the request's cursor on. Each page is safe to store by itself: its cursor says where to go on
    /// after it. Pages are consumed while later ones are read; at most a few are in memory.
    /// </summary>
    IAsyncEnumerable<Page> PullAsync(PullRequest request, CancellationToken cancellationToken);
}

/// <summary>One step of a connection test.</summary>
/// <param name="Name">What was tried, for example <c>sign-in</c>.</param>
/// <param name="Passed">Whether it worked.</param>
/// <param name="Detail">What was found, or what is wrong and how to mend it. No secrets, no personal data.</param>
/// <param name="Category">Kind of failure; null when the step passed.</param>
public sealed record TestStep(string Name, bool Passed, string Detail, FailureCategory? Category = null)
{
    /// <summary>The detail in Vietnamese, for the person who sets a source up.</summary>
    /// <value>Null: it is said in English only. Of a step that failed the code says what it means, in both languages.</value>
    public string? DetailVi { get; init; }

    /// <summary>How long it took.</summary>
    /// <value>Null: it was not measured.</value>
    public TimeSpan? Took { get; init; }
}
