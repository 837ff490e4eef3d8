using IntegrationHub.Host.Hosting;
using IntegrationHub.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace IntegrationHub.Host.Tests.Hosting;

public sealed class HubSettingsTests
{
    [Fact]
    public void Without_any_setting_everything_runs_embedded_on_loopback()
    {
        var settings = Read();
        Assert.Equal(("in-memory", HubRoles.All, new Uri("http://127.0.0.1:8080")), (settings.Bus, settings.Roles, Assert.Single(settings.Urls)));
        Assert.StartsWith("sqlite:", settings.Store, StringComparison.Ordinal);
    }

    [Fact]
    public void The_bus_reports_to_nobody_how_the_hub_is_used()
    {
        using var services = new ServiceCollection().AddLogging().AddHub(Read(), TimeProvider.System).BuildServiceProvider();
        var type = typeof(MassTransit.IBus).Assembly.GetTypes().Union(typeof(MassTransit.MassTransitHostOptions).Assembly.GetTypes()).Single(t => t.Name == "UsageTelemetryOptions");
        var options = services.GetRequiredService(typeof(Microsoft.Extensions.Options.IOptions<>).MakeGenericType(type));
        Assert.False((bool)type.GetProperty("Enabled")!.GetValue(options.GetType().GetProperty("Value")!.GetValue(options))!);
    }

    [Theory]
    [InlineData("HUB_STORE", "hub.db")]
    [InlineData("HUB_STORE", "mysql://a/b")]
    [InlineData("HUB_STORE", "sqlite:")]
    [InlineData("HUB_STORE", "postgres://only-a-host")]
    [InlineData("HUB_STORE", "Horst=a;Database=b")]
    [InlineData("HUB_BUS", "rabbit")]
    [InlineData("HUB_BUS", "http://127.0.0.1")]
    [InlineData("HUB_BUS", "amqp://")]
    [InlineData("HUB_ROLES", "collect,cook")]
    [InlineData("HUB_ROLES", ",")]
    [InlineData("HUB_ROLES", "all")]
    [InlineData("HUB_ROLES", "3")]
    [InlineData("HUB_URLS", "8080")]
    [InlineData("HUB_URLS", "http://0.0.0.0:8080")]
    [InlineData("HUB_URLS", "http://127.0.0.1:8080;http://192.0.2.1:8080")]
    [InlineData("HUB_URLS", ";")]
    [InlineData("HUB_TLS_PROXY", "proxy.example")]
    [InlineData("HUB_OIDC_AUTHORITY", "http://id.example.gov.vn")]
    [InlineData("HUB_OIDC_AUTHORITY", "id.example.gov.vn")]
    [InlineData("HUB_CATALOGUE", "/no/such/folder")]
    [InlineData("HUB_SOURCES", "/no/such/folder")]
    [InlineData("HUB_CLOCK_START", "2024-12-20")]
    [InlineData("HUB_ARCHIVE_MONTHS", "0")]
    [InlineData("HUB_ARCHIVE_MONTHS", "-3")]
    [InlineData("HUB_ARCHIVE_MONTHS", "2 years")]
    [InlineData("HUB_TRACE_URL", "http://jaeger.example/trace/")]
    [InlineData("HUB_TRACE_URL", "/trace/{traceId}")]
    [InlineData("HUB_TRACE_URL", "javascript:alert('{traceId}')")]
    [InlineData("HUB_TRACE_URL", "https://lan:mat-khau@tempo.example/{traceId}")]
    public void A_wrong_value_stops_the_start_and_the_message_names_the_key(string key, string value)
    {
        var fault = Assert.Throws<SettingException>(() => Read((key, value)));
        Assert.StartsWith(key + ": ", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:16686/trace/{traceId}")]
    [InlineData("https://grafana.example.gov.vn/explore?left=%7B%22queries%22:[%7B%22query%22:%22{traceId}%22%7D]%7D")]
    public void A_trace_is_looked_at_in_Jaeger_or_Tempo(string url) => Assert.Equal(url, Read(("HUB_TRACE_URL", url)).TraceUrl);

    [Fact]
    public void Beyond_this_machine_passwords_and_keys_travel_encrypted_or_behind_a_proxy_that_is_named()
    {
        Assert.Single(Read(("HUB_URLS", "https://0.0.0.0:8443")).Urls);
        Assert.Equal(System.Net.IPAddress.Parse("10.0.0.5"), Assert.Single(Read(("HUB_URLS", "http://0.0.0.0:8080"), ("HUB_TLS_PROXY", "10.0.0.5")).Proxies));

        // Health alone holds nothing.
        Assert.Single(Read(("HUB_URLS", "http://0.0.0.0:8080"), ("HUB_ROLES", "collect,record")).Urls);
        var open = Read(("HUB_URLS", "https://0.0.0.0:8443"));
        Assert.StartsWith("HUB_URLS: ", Assert.Throws<SettingException>(() => HubHost.Build(open, TimeProvider.System, scheduled: false, isDemo: true)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tokens_are_taken_only_when_they_are_made_out_to_the_hub()
    {
        var fault = Assert.Throws<SettingException>(() => Read(("HUB_OIDC_AUTHORITY", "https://id.example.gov.vn")));
        Assert.StartsWith("HUB_OIDC_AUDIENCE: ", fault.Message, StringComparison.Ordinal);
        Assert.Equal(("hub", "roles", null), Read(("HUB_OIDC_AUTHORITY", "https://id.example.gov.vn"), ("HUB_OIDC_AUDIENCE", "hub")).Oidc is { } oidc ? (oidc.Audience, oidc.RoleClaim, oidc.UnitClaim) : default);
    }

    [Fact]
    public void A_data_folder_that_is_a_file_is_refused()
    {
        using var folder = new TemporaryFolder();
        Assert.StartsWith("HUB_DATA: ", Assert.Throws<SettingException>(() => Read(("HUB_DATA", folder.Write("data", "")))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_in_a_wrong_value_is_not_repeated() =>
        Assert.DoesNotContain("secret-word", Assert.Throws<SettingException>(() => Read(("HUB_STORE", "Horst=a;Password=secret-word"))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("HUB_ROLES", "collect, RECORD")]
    [InlineData("Hub:Roles", "collect,record")]
    public void Values_come_from_the_environment_or_the_file(string key, string value) =>
        Assert.Equal(HubRoles.Collect | HubRoles.Record, Read((key, value)).Roles);

    [Theory]
    [InlineData("postgres://u:p@db.example:5433/hub")]
    [InlineData("Host=db.example;Database=hub;Username=u")]
    [InlineData("sqlite:hub.db")]
    public void Every_form_of_a_store_is_taken(string store) => Assert.Equal(store, Read(("HUB_STORE", store)).Store);

    [Fact]
    public void A_setting_with_a_secret_can_stand_in_a_file()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("store", "postgres://u:p@db.example:5433/hub\n");
        Assert.Equal("postgres://u:p@db.example:5433/hub", Read(("HUB_STORE_FILE", file)).Store);
        Assert.StartsWith("HUB_BUS_FILE: ", Assert.Throws<SettingException>(() => Read(("HUB_BUS_FILE", "/no/such/file"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mails_need_who_sends_and_who_is_told_and_the_password_is_only_named()
    {
        Assert.Null(Read().Smtp);
        var smtp = Read(("HUB_SMTP_HOST", "mail.example.gov.vn"), ("HUB_SMTP_FROM", "hub@example.gov.vn"), ("HUB_SMTP_TO", "a@example.gov.vn; b@example.gov.vn"), ("HUB_SMTP_USER", "hub"), ("HUB_SMTP_PASSWORD", "store:smtp")).Smtp!;
        Assert.Equal(("mail.example.gov.vn", 587, "starttls", 2, "store:smtp"), (smtp.Host, smtp.Port, smtp.Tls, smtp.To.Count, smtp.Password));
    }

    [Theory]
    [InlineData("HUB_SMTP_FROM", "nobody")]
    [InlineData("HUB_SMTP_TO", "")]
    [InlineData("HUB_SMTP_PORT", "smtp")]
    [InlineData("HUB_SMTP_TLS", "ssl")]
    [InlineData("HUB_SMTP_TLS", "none")]
    [InlineData("HUB_SMTP_PASSWORD", "Mật khẩu 1")]
    [InlineData("HUB_SMTP_USER", "")]
    public void A_wrong_setting_of_mails_is_named(string key, string value)
    {
        var good = new Dictionary<string, string>
        {
            ["HUB_SMTP_HOST"] = "mail.example.gov.vn", ["HUB_SMTP_FROM"] = "hub@example.gov.vn", ["HUB_SMTP_TO"] = "it@example.gov.vn", ["HUB_SMTP_USER"] = "hub", ["HUB_SMTP_PASSWORD"] = "env:SMTP_PASSWORD", [key] = value,
        };
        var refused = Assert.Throws<SettingException>(() => Read([.. good.Select(g => (g.Key, g.Value))])).Message;
        Assert.StartsWith(key + ": ", refused, StringComparison.Ordinal);
        Assert.DoesNotContain("Mật khẩu 1", refused, StringComparison.Ordinal);
    }

    private static HubSettings Read(params (string Key, string Value)[] values) => HubSettings.Read(
        new ConfigurationBuilder().AddInMemoryCollection(values.Select(v => KeyValuePair.Create(v.Key, (string?)v.Value))).Build());
}
