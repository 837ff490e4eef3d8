namespace IntegrationHub.Host.Acceptance;

public enum CheckState
{
    Passed,
    Failed,

    /// <summary>The connector has nothing that the check is about.</summary>
    NotApplicable,

    /// <summary>Its acceptance.yaml says why it does not run, who answers for that, and until when.</summary>
    Bypassed,
}

/// <summary>Something to mend.</summary>
/// <param name="Place">File, option, stream or record.</param>
/// <param name="What">What is wrong.</param>
/// <param name="Remedy">What to do.</param>
public sealed record CheckFinding(string Place, string What, string Remedy);

/// <summary>How a check came out.</summary>
/// <param name="Note">For people: what was looked at, or why it does not apply.</param>
public sealed record CheckOutcome(CheckState State, string Note, IReadOnlyList<CheckFinding> Findings)
{
    public static CheckOutcome Passed(string note) => new(CheckState.Passed, note, []);

    public static CheckOutcome NotApplicable(string reason) => new(CheckState.NotApplicable, reason, []);

    public static CheckOutcome Of(IReadOnlyList<CheckFinding> findings, string note) => new(findings.Count == 0 ? CheckState.Passed : CheckState.Failed, note, findings);
}

/// <summary>One check of the kit. Its number is stable: acceptance.yaml names it.</summary>
public sealed record Check(int Number, int Level, string TitleVi, string TitleEn, Func<Subject, CancellationToken, Task<CheckOutcome>> RunAsync)
{
    public Check(int number, int level, string titleVi, string titleEn, Func<Subject, CheckOutcome> run)
        : this(number, level, titleVi, titleEn, (subject, _) => Task.FromResult(run(subject)))
    {
    }
}

/// <summary>A check as it ran.</summary>
public sealed record CheckResult(Check Check, CheckOutcome Outcome, TimeSpan Took, Bypass? Bypass = null);
