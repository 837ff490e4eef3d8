using System.Net;
using System.Text.Json.Nodes;
using IntegrationHub.Simulators;
using IntegrationHub.Simulators.Sources.Reporting;
using IntegrationHub.Simulators.World;
using IntegrationHub.Store.Outbox;
using IntegrationHub.Store.Outbox.Targets;
using IntegrationHub.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace IntegrationHub.Notify.Tests;

/// <summary>Systems that figures are written to, by the files of deploy/samples/targets.</summary>
public sealed class TargetTests
{
    private const string Unit = "ubnd-huyen-viet-yen";
    private const string Id = "reporting-write-back";

    [Fact]
    public async Task Figures_are_written_into_the_reporting_system_exactly_and_once_and_none_as_zero()
    {
        await using var outbox = await FilledOutbox.CreateAsync(onServer: false, 0);
        await using var simulators = await SimulatorServer.StartAsync(new SimulatorOptions { World = new DemoWorldOptions { Scale = 0.0001m } }, TimeProvider.System, CancellationToken.None);
        var reporting = simulators.Sources.OfType<ReportingSource>().Single();
        Environment.SetEnvironmentVariable("REPORTING_WRITE_KEY", simulators.Credentials.Password);
        var book = outbox.Services.GetRequiredService<SubscriptionBook>();
        var set = await ApplyAsync(outbox, "reporting.yaml", "https://baocao.example.gov.vn", $"{simulators.BaseUrl}/{reporting.Id}");

        // Off until somebody lets it go.
        Assert.Equal("paused", set.State);
        using var relay = outbox.Relay();
        await outbox.AddFigureAsync("rate", Unit, "Provisional", before: null);
        Assert.False(await relay.SendNextAsync(Id, CancellationToken.None));
        await book.ResumeAsync(Id, CancellationToken.None);
        var corrected = await outbox.AddFigureAsync("rate", Unit, "Provisional", before: "Provisional", d => (d["numerator"], d["percent"]) = ("115666.5", "68.544440757114"));
        await outbox.AddFigureAsync("unknown", Unit, "NoData", before: "Provisional", d => d["numerator"] = d["denominator"] = d["percent"] = null);
        await outbox.AddFigureAsync("wrong", Unit, "Invalid", before: null);
        await outbox.AddFigureAsync("unjudged", Unit, "Provisional", before: null, d => d["verdict"] = "NotEvaluable");
        await outbox.AddFigureAsync("count", Unit, "Provisional", before: null, d => d["numerator"] = d["denominator"] = d["percent"] = null);
        await outbox.AddFigureAsync("thirds", Unit, "Provisional", before: null, d => d["numerator"] = "340/3");
        await outbox.AddFigureAsync("rate", "xa-elsewhere", "Provisional", before: null);
        await outbox.AddFigureAsync("rate", Unit, "Partial", before: "Provisional", d => d["numerator"] = "1");
        await outbox.AddFigureAsync("idle", Unit, "NotApplicable", before: null, d =>
        {
            (d["numerator"], d["denominator"], d["percent"], d["verdict"]) = ("0", "0", null, "NotApplicable");
        });
        await relay.SendNextAsync(Id, CancellationToken.None);

        var written = reporting.Written.All.OrderBy(w => w.Indicator, StringComparer.Ordinal).ToList();
        Assert.Equal(
        [
            new WrittenFigure("idle", "H02.31", "2024-Q3", "0", "0", null, (await outbox.EventsAsync())[^1].Id),
            new WrittenFigure("rate", "H02.31", "2024-Q3", "115666.5", "168746", "68.544440757114", corrected.Id),
        ], written);
        Assert.Equal(3, reporting.Written.Requests);
        Assert.Equal(
        [
            "the figure cannot be judged", "the figure has no numerator", "numerator '340/3' is no decimal number", "the target has no word for unit 'xa-elsewhere'",
        ], (await LogAsync(outbox)).Where(d => d.State == EventDelivery.Skipped).Select(d => d.Problem));

        // Once more is once; also the older one that was corrected since.
        foreach (var told in (await LogAsync(outbox)).Where(d => d.State == EventDelivery.Delivered))
        {
            await outbox.Services.GetRequiredService<DeliveryBook>().RedeliverAsync(Id, told.EventId, CancellationToken.None);
        }

        await relay.SendNextAsync(Id, CancellationToken.None);
        Assert.Equal(6, reporting.Written.Requests);
        Assert.Equal(written, reporting.Written.All.OrderBy(w => w.Indicator, StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_operations_centre_is_sent_the_form_that_its_file_says_with_its_token()
    {
        await using var outbox = await FilledOutbox.CreateAsync(onServer: false, 0);
        await using var centre = await HttpSubscriber.StartAsync();
        Environment.SetEnvironmentVariable("IOC_TOKEN", "t0ken");
        await ApplyAsync(outbox, "ioc.yaml", "https://ioc.example.gov.vn", new Uri(centre.Address).GetLeftPart(UriPartial.Authority), yaml => yaml.Replace("minimumGrade: partial", "minimumGrade: any", StringComparison.Ordinal));
        await outbox.AddFigureAsync("rate", Unit, "NoData", before: null, d => d["numerator"] = d["denominator"] = d["percent"] = null);
        var told = await outbox.AddFigureAsync("rate", Unit, "Open", before: null);
        using var relay = outbox.Relay();
        await relay.SendNextAsync("ioc-push", CancellationToken.None);
        var post = Assert.Single(centre.Heard);
        Assert.Equal(("Bearer t0ken", "application/json; charset=utf-8"), (post.Headers["authorization"], post.ContentType));
        Assert.Equal(
            $$"""{"id":"rate:{{Unit}}:2024-Q3:{{told.Id}}","indicator":"rate","plan":"plan","name":"Tỷ lệ","unit":"{{Unit}}","period":"2024-Q3","shown":"68.5","percent":68.543847913431,"verdict":"Met","status":"Open","revision":{{told.Id}}}""",
            post.Body);

        Assert.Equal((EventDelivery.Skipped, "there is no figure: it is not sent as zero"), (await LogAsync(outbox))[0] is var none ? (none.State, none.Problem) : default);

        // Without its secret nothing is sent, and the log says why without it.
        Environment.SetEnvironmentVariable("IOC_TOKEN", null);
        await outbox.AddFigureAsync("rate", Unit, "Open", before: "Open");
        await relay.SendNextAsync("ioc-push", CancellationToken.None);
        Assert.Single(centre.Heard);
        Assert.Equal("the header Authorization has no value: the secret env:IOC_TOKEN is not there; set it", (await LogAsync(outbox))[^1].Problem);
    }

    [Theory]
    [InlineData("url: https://baocao.example.gov.vn/api/v1/so-lieu", "url: ftp://baocao.example.gov.vn", "E_OPTION_URL")]
    [InlineData("{ field: period }", "{ field: ky }", "E_WORD")]
    [InlineData("{ field: period }", "{ field: period, value: x }", "E_PROPERTY_MISSING")]
    [InlineData("\"env:REPORTING_WRITE_KEY\"", "\"s3cret\"", "E_SECRET_REFERENCE")]
    [InlineData("enabled: false", "enable: false", "E_PROPERTY_UNKNOWN")]
    [InlineData("X-Api-Key:", "\"X Api\\nKey\":", "E_FORM")]
    public void What_is_wrong_in_a_file_is_told_with_its_place(string good, string bad, string code)
    {
        var yaml = File.ReadAllText(Repository.File("deploy/samples/targets/reporting.yaml"));
        Assert.Contains(good, yaml, StringComparison.Ordinal);
        var (target, findings) = TargetFile.Read("reporting.yaml", yaml.Replace(good, bad, StringComparison.Ordinal));
        Assert.Null(target);
        var finding = Assert.Single(findings);
        Assert.Equal((code, true), (finding.Code, finding.Line > 1));
    }

    private static async Task<SubscriberState> ApplyAsync(FilledOutbox outbox, string file, string from, string to, Func<string, string>? change = null)
    {
        var yaml = File.ReadAllText(Repository.File("deploy/samples/targets/" + file)).Replace(from, to, StringComparison.Ordinal);
        yaml = change?.Invoke(yaml) ?? yaml;
        var (target, findings) = TargetFile.Read(file, yaml);
        Assert.Empty(findings);
        return await outbox.Services.GetRequiredService<SubscriptionBook>().ApplyAsync(target!, yaml, fromStart: true, CancellationToken.None);
    }

    private static async Task<List<EventDelivery>> LogAsync(FilledOutbox outbox)
    {
        await using var db = await outbox.OpenAsync();
        return await db.EventDeliveries.AsNoTracking().OrderBy(d => d.Event).ToListAsync();
    }
}
