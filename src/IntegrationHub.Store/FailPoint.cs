using System.Diagnostics;
using System.Globalization;

namespace IntegrationHub.Store;

/// <summary>
/// A place in the line between source and figures where tests end the process as a power failure would. Compiled in with <c>-p:FailPoints=true</c> alone,
/// which <c>test.sh</c> says: in a release the calls are not there.
/// </summary>
public static class FailPoint
{
    /// <summary>Names a point and how often it is passed before it ends the process: <c>after-map:3</c> ends it the third time.</summary>
    public const string Variable = "HUB_FAIL_POINT";

    public const string AfterFetch = "after-fetch";
    public const string AfterMap = "after-map";
    public const string AfterRawWrite = "after-raw-write";
    public const string BeforeCursorCommit = "before-cursor-commit";
    public const string BeforePublish = "before-publish";
    public const string AfterPublish = "after-publish";
    public const string BeforeOutboxCommit = "before-outbox-commit";
    public const string AfterOutboxCommit = "after-outbox-commit";

    public const string BeforeSend = "before-send";
    public const string AfterSend = "after-send";

    private static readonly (string Point, int Times) Chosen = Read(Environment.GetEnvironmentVariable(Variable));
    private static int passed;

    /// <summary>In the order in which a page comes to them, up to the outbox.</summary>
    public static IReadOnlyList<string> All { get; } =
        [AfterFetch, AfterMap, AfterRawWrite, BeforeCursorCommit, BeforePublish, AfterPublish, BeforeOutboxCommit, AfterOutboxCommit];

    /// <summary>Where the outbox is relayed: before a subscriber is sent events, and after it has them but before that is noted.</summary>
    public static IReadOnlyList<string> OfRelay { get; } = [BeforeSend, AfterSend];

#if FAILPOINTS
    public static bool AreCompiledIn => true;
#else
    public static bool AreCompiledIn => false;
#endif

    [Conditional("FAILPOINTS")]
    public static void Pass(string point)
    {
        if (Chosen.Point == point && Interlocked.Increment(ref passed) == Chosen.Times)
        {
            // SIGKILL: no handler, no flush, no rollback. Nothing of this thread happens any more.
            using var process = Process.GetCurrentProcess();
            process.Kill();
            Thread.Sleep(Timeout.Infinite);
        }
    }

    private static (string Point, int Times) Read(string? text) =>
        text?.Split(':') is [var point, var times] && int.TryParse(times, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? (point, count) : ("", 0);
}
