using IntegrationHub.Api.Clock;
using IntegrationHub.Api.Tests;
using IntegrationHub.Contracts;
using IntegrationHub.Store.Alerts;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Sources;
using IntegrationHub.Store.Timeline;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TestSeed = IntegrationHub.Api.Tests.Seed;

namespace IntegrationHub.Console.Tests;

/// <summary>A server as operators find it in the morning: a source in time with refused records, and one whose sign-in has failed since two days ago. Tests that change it leave it as it was.</summary>
public sealed class Operations : IAsyncDisposable
{
    /// <summary>Where its traces are looked at.</summary>
    public const string TraceUrl = "http://jaeger.example/trace/{traceId}";

    public ApiServer Api { get; private set; } = null!;

    /// <summary>The run that brought the refused records, with its steps.</summary>
    public Guid Run { get; private set; }

    public static async Task<Operations> StartAsync()
    {
        var operations = new Operations { Api = await ApiServer.StartAsync(configure: services => ConsoleFixture.Serve(services.AddSingleton(new TraceViewer(TraceUrl)))) };
        await operations.SeedAsync();
        return operations;
    }

    public ValueTask DisposeAsync() => Api.DisposeAsync();

    private async Task SeedAsync()
    {
        await Api.Seed.AllAsync();
        var now = Api.Clock.GetUtcNow();
        Run = await Api.Seed.PullAsync("dossiers", [TestSeed.Day("A-9", "commune-a", TestSeed.March, 1, 1, 1)], rejections:
        [
            Refused("H02.99.01|1", "E_UNKNOWN_AGENCY", "MaDonVi", "no unit has the code H02.99.01", "H02.99.01"), Refused("H02.99.01|2", "E_UNKNOWN_AGENCY", "MaDonVi", "no unit has the code H02.99.01", "H02.99.01"),
            Refused("B-77", "E_BAD_DATE", "NgayTiepNhan", "'31/02/2024' is no date", "31/02/2024"),
        ]);
        await using var db = await Api.Seed.ContextAsync();
        await db.Runs.Where(r => r.Id == Run).ExecuteUpdateAsync(set => set.SetProperty(r => r.Accepted, 1).SetProperty(r => r.Rejected, 3));
        db.Add(new Run
        {
            Id = Guid.CreateVersion7(now.AddDays(-2)), Source = "tthc-broken", Stream = "dossiers", Kind = "pull", State = RunState.Failed, StartedAt = now.AddDays(-2), EndedAt = now.AddDays(-2).AddSeconds(4),
            ErrorCategory = "Authentication", ErrorCode = "E_SIGN_IN", Error = "sign-in was refused (code 15)",
        });
        db.AddRange(
            Span("b7ad6b7169203331", null, "run", "pull tthc/dossiers", 0, 9), Span("02", "b7ad6b7169203331", "source", "GET /mapi/g", 0, 3, "E_SOURCE_TIMEOUT"), Span("03", "b7ad6b7169203331", "source", "GET /mapi/g", 3, 5),
            Span("04", "b7ad6b7169203331", "collect", "page", 5, 6), Span("05", "04", "publish", "publish batch", 6, 6.5), Span("06", "05", "record", "record tthc/dossiers", 6.5, 8.5));
        db.Add(new Alert { Cause = AlertCauses.CredentialsRefused, Subject = "tthc-broken", Since = now.AddDays(-2), Vi = "Hệ thống hỏng: E_SIGN_IN", En = "Broken system: E_SIGN_IN", Owner = "province", Hits = "[]" });
        await db.SaveChangesAsync();

        RunSpan Span(string span, string? parent, string stage, string name, double from, double to, string? problem = null) => new()
        {
            Trace = TestSeed.TraceId, Span = span, Parent = parent, Source = parent is null ? "tthc-test" : null, Stream = parent is null ? "dossiers" : null, Stage = stage, Name = name,
            StartedAt = now.AddSeconds(from), EndedAt = now.AddSeconds(to), Problem = problem, Attributes = """{"http.response.status_code":"200"}""", Process = "hub-1",
        };
    }

    private static RejectedRecord Refused(string record, string code, string place, string message, string sample) => new() { Record = record, Code = code, Place = place, Message = message, Sample = sample };
}
