using System.Globalization;
using System.Net;
using IntegrationHub.Api.Access;
using IntegrationHub.Api.Clock;
using IntegrationHub.Notify.Subscribers;
using IntegrationHub.Store.Outbox;
using IntegrationHub.Store.PostgreSql;
using Npgsql;

namespace IntegrationHub.Host.Hosting;

/// <summary>A setting is wrong. The start is refused; the message names the key.</summary>
public sealed class SettingException(string key, string message) : Exception($"{key}: {message}");

[Flags]
public enum HubRoles
{
    None = 0,
    Collect = 1,
    Record = 2,
    Notify = 4,
    Api = 8,
    All = Collect | Record | Notify | Api,
}

/// <summary>The program's settings: environment variables HUB_*, or the same keys in appsettings.json under "Hub".</summary>
public sealed record HubSettings
{
    /// <summary>Where the API listens when nothing is said.</summary>
    public static Uri DefaultUrl { get; } = new("http://127.0.0.1:8080");

    /// <summary>sqlite:PATH, postgres://… or an Npgsql connection string.</summary>
    public required string Store { get; init; }

    /// <summary>in-memory or amqp://…</summary>
    public required string Bus { get; init; }

    public required HubRoles Roles { get; init; }

    public required IReadOnlyList<Uri> Urls { get; init; }

    /// <summary>Folder of the catalogue that is applied at the start; null leaves the applied one.</summary>
    public string? Catalogue { get; init; }

    /// <summary>Folder of source files that are applied at the start.</summary>
    public string? Sources { get; init; }

    public required string Data { get; init; }

    /// <summary>The sign-in of the province; null: only the hub's own users and keys.</summary>
    public OidcSettings? Oidc { get; init; }

    /// <summary>Proxies in front that end TLS.</summary>
    public IReadOnlyList<IPAddress> Proxies { get; init; } = [];

    /// <summary>How many whole months of archived pages are kept; null: all.</summary>
    public int? ArchiveMonths { get; init; }

    /// <summary>Where events may be sent beside public addresses: host names, addresses, networks.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>Where alerts are mailed to; null: they are not.</summary>
    public SmtpSettings? Smtp { get; init; }

    /// <summary>Where people look at a trace, with its id as <see cref="TraceViewer.Placeholder"/>; null: the console tells ids only.</summary>
    public string? TraceUrl { get; init; }

    /// <summary>For rehearsals: the hub's clock starts here and runs at real speed. Null: the real time.</summary>
    public DateTimeOffset? ClockStart { get; init; }

    public static HubSettings Read(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var data = CheckData(Text(configuration, "DATA") ?? Path.Combine(".", ".data"));
        var settings = new HubSettings
        {
            Data = data,
            Store = CheckStore(Text(configuration, "STORE") ?? "sqlite:" + Path.Combine(data, "hub.db")),
            Bus = CheckBus(Text(configuration, "BUS") ?? "in-memory"),
            Roles = ParseRoles(Text(configuration, "ROLES") ?? "collect,record,notify,api"),
            Urls = Text(configuration, "URLS") is { } urls ? ParseUrls(urls) : [DefaultUrl],
            Catalogue = Folder(configuration, "CATALOGUE"),
            Sources = Folder(configuration, "SOURCES"),
            ArchiveMonths = ParseMonths(Text(configuration, "ARCHIVE_MONTHS")),
            AllowedHosts = ParseHosts(Text(configuration, "ALLOWED_HOSTS")),
            TraceUrl = CheckTraceUrl(Text(configuration, "TRACE_URL")),
            ClockStart = ParseClock(Text(configuration, "CLOCK_START")),
            Oidc = AccessKeys.Oidc(key => Text(configuration, key)),
            Proxies = AccessKeys.Proxies(Text(configuration, "TLS_PROXY")),
            Smtp = MailKeys.Read(key => Text(configuration, key)),
        };
        AccessKeys.CheckUrls(settings);
        return settings;
    }

    public static HubRoles ParseRoles(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var roles = HubRoles.None;
        foreach (var word in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            roles |= Enum.TryParse<HubRoles>(word, ignoreCase: true, out var role) && role is not (HubRoles.None or HubRoles.All) && char.IsAsciiLetter(word[0])
                ? role
                : throw new SettingException("HUB_ROLES", $"'{word}' is no role; use any of collect, record, notify, api");
        }

        return roles == HubRoles.None ? throw new SettingException("HUB_ROLES", "no role is named; use any of collect, record, notify, api") : roles;
    }

    private static string[] ParseHosts(string? text)
    {
        string[] hosts = text?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
        try
        {
            _ = new OutgoingAddresses(hosts);
            return hosts;
        }
        catch (FormatException e)
        {
            throw new SettingException("HUB_ALLOWED_HOSTS", $"{e.Message}; use for example ioc.example.gov.vn,10.20.0.0/16");
        }
    }

    private static string? Text(IConfiguration configuration, string key)
    {
        var value = configuration["HUB_" + key] ?? configuration["Hub:" + key.Replace("_", "", StringComparison.Ordinal)];

        // A setting that holds a secret may stand in a file, so that it is in no environment listing.
        if (value is null && configuration["HUB_" + key + "_FILE"] is { } path)
        {
            value = File.Exists(path) ? File.ReadAllText(path) : throw new SettingException($"HUB_{key}_FILE", $"there is no file '{path}'");
        }

        return string.IsNullOrWhiteSpace(value) ? null : value.Trim();
    }

    private static string CheckData(string folder) =>
        File.Exists(folder) ? throw new SettingException("HUB_DATA", $"'{folder}' is a file; name a folder, it is made when it is not there") : folder;

    private static string CheckStore(string value)
    {
        if (value.StartsWith("sqlite:", StringComparison.Ordinal))
        {
            return value.Length > "sqlite:".Length ? value : throw Wrong("the path is missing");
        }

        var isAddress = value.StartsWith("postgres://", StringComparison.Ordinal) || value.StartsWith("postgresql://", StringComparison.Ordinal);
        try
        {
            // Never the value in the message: there may be a password in it.
            var connection = isAddress || value.Contains('=', StringComparison.Ordinal) ? new NpgsqlConnectionStringBuilder(PostgreSqlStore.ConnectionString(value)) : null;
            return connection?.Host is { Length: > 0 } ? value : throw Wrong(connection is null ? "this is neither a file nor a database" : "the host is missing");
        }
        catch (Exception e) when (e is FormatException or ArgumentException or KeyNotFoundException)
        {
            throw Wrong("this cannot be read");
        }

        static SettingException Wrong(string what) => new("HUB_STORE", what + "; use sqlite:PATH, postgres://user:password@host:5432/database or an Npgsql connection string");
    }

    private static string CheckBus(string value) =>
        value == "in-memory" || (Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri is { Scheme: "amqp" or "amqps", Host.Length: > 0 })
            ? value
            : throw new SettingException("HUB_BUS", "use in-memory or amqp://user:password@host:5672/vhost");

    private static List<Uri> ParseUrls(string text)
    {
        var urls = new List<Uri>();
        foreach (var part in text.Split([';', ','], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!Uri.TryCreate(part, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            {
                throw new SettingException("HUB_URLS", $"'{part}' is no address; use for example http://127.0.0.1:8080");
            }

            urls.Add(url);
        }

        return urls.Count == 0 ? throw new SettingException("HUB_URLS", "no address is given") : urls;
    }

    private static string? Folder(IConfiguration configuration, string key)
    {
        var folder = Text(configuration, key);
        return folder is null || Directory.Exists(folder) ? folder : throw new SettingException("HUB_" + key, $"there is no folder '{folder}'");
    }

    private static int? ParseMonths(string? text) => text is null
        ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var months) && months is >= 1 and <= 1200
            ? months
            : throw new SettingException("HUB_ARCHIVE_MONTHS", $"'{text}' is no number of months; write a whole number from 1 on, or leave it out to keep everything");

    private static string? CheckTraceUrl(string? text) => text is null
        || (text.Contains(TraceViewer.Placeholder, StringComparison.Ordinal) && Uri.TryCreate(text.Replace(TraceViewer.Placeholder, "0", StringComparison.Ordinal), UriKind.Absolute, out var url)
            && url is { Scheme: "http" or "https", Host.Length: > 0, UserInfo.Length: 0 })
            ? text
            : throw new SettingException("HUB_TRACE_URL", $"'{text}' is no address of a trace; write where people look at one, with {TraceViewer.Placeholder} for its id, for example http://127.0.0.1:16686/trace/{TraceViewer.Placeholder}");

    private static DateTimeOffset? ParseClock(string? text) => text is null
        ? null
        : DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out var start)
            ? start
            : throw new SettingException("HUB_CLOCK_START", $"'{text}' is no instant; write it like 2024-12-20T08:00:00+07:00");
}
