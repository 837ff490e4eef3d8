using IntegrationHub.Connectors.Http;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace IntegrationHub.Connectors.Sql;

/// <summary>Options of a database. The connection is a secret: it names the one host and the account, which should have SELECT on the view alone.</summary>
internal sealed record SqlOptions(string Source, bool IsPostgres, string Connection, int TimeoutSeconds, int RowLimit, DateOnly BackfillFrom)
{
    public static readonly IReadOnlyList<OptionDescription> Descriptions =
    [
        new("engine", OptionType.Choice, "Hệ quản trị", "Engine", "postgresql hoặc sqlite.", "postgresql or sqlite.", Required: true, Example: "postgresql") { Choices = ["postgresql", "sqlite"] },
        new("connection", OptionType.Secret, "Chuỗi kết nối", "Connection string",
            "Tham chiếu tới bí mật: Host=…;Database=…;Username=…;Password=… hoặc Data Source=đường dẫn. Chỉ máy chủ nêu trong đó được gọi.",
            "A reference to a secret: Host=…;Database=…;Username=…;Password=… or Data Source=path. Only the host in it is called.", Required: true, Example: "env:HEALTH_DB"),
        new("timeoutSeconds", OptionType.Number, "Thời gian tối đa (giây)", "Time limit (seconds)", "Truy vấn lâu hơn bị dừng.", "A query that takes longer is ended.", Default: "60", Example: "60", Minimum: 1, Maximum: 600),
        new("rowLimit", OptionType.Number, "Số dòng tối đa", "Most rows", "Nhiều dòng hơn là lỗi, không đọc dở.", "More rows are a fault; a list is never cut.", Default: "20000", Example: "20000", Minimum: 1, Maximum: 200_000),
        new("backfillFrom", OptionType.Date, "Đọc từ ngày", "First day", "Không đọc dữ liệu trước ngày này.", "Nothing before this day is read.", Default: "2023-12-01", Example: "2023-12-01"),
    ];

    public static SqlOptions Read(ConnectorContext context)
    {
        var reader = new OptionReader(context, Descriptions);
        var isPostgres = reader.Choice("engine") == "postgresql";
        var (timeout, rows) = (reader.Number("timeoutSeconds"), reader.Number("rowLimit"));
        var connection = isPostgres ? Postgres(context.Source, reader.RequiredText("connection"), timeout) : Sqlite(context.Source, reader.RequiredText("connection"), timeout);
        return new(context.Source, isPostgres, connection, timeout, rows, reader.Date("backfillFrom"));
    }

    // A record prints its members; the connection must not end up in a log by accident.
    public override string ToString() => $"SqlOptions {{ Source = {Source} }}";

    private static string Postgres(string source, string text, int timeout)
    {
        try
        {
            var given = new NpgsqlConnectionStringBuilder(text);
            return string.IsNullOrWhiteSpace(given.Host) || given.Host.Contains(',') || given.Host.StartsWith('/')
                ? throw Wrong(source, "must name exactly one host")
                : new NpgsqlConnectionStringBuilder
                {
                    // What is not carried over here is not used: no second host, no start-up options, no details of data in messages.
                    Host = given.Host, Port = given.Port, Database = given.Database, Username = given.Username, Password = given.Password, SslMode = given.SslMode, RootCertificate = given.RootCertificate,
                    ApplicationName = "integrationhub", Pooling = false, Timeout = Math.Min(timeout, 10), CommandTimeout = timeout + 5, IncludeErrorDetail = false,
                }.ConnectionString;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or KeyNotFoundException)
        {
            throw Wrong(source, "is no PostgreSQL connection string (Host=…;Database=…;Username=…;Password=…)");
        }
    }

    private static string Sqlite(string source, string text, int timeout)
    {
        try
        {
            var given = new SqliteConnectionStringBuilder(text);
            return !Path.IsPathFullyQualified(given.DataSource) || given.DataSource.Split('/', '\\').Contains("..")
                ? throw Wrong(source, "must be Data Source= and the full path of one file")
                : new SqliteConnectionStringBuilder { DataSource = given.DataSource, Mode = SqliteOpenMode.ReadOnly, Pooling = false, DefaultTimeout = timeout }.ConnectionString;
        }
        catch (ArgumentException)
        {
            throw Wrong(source, "is no SQLite connection string (Data Source=full path)");
        }
    }

    private static ConnectorException Wrong(string source, string what) =>
        new(FailureCategory.Configuration, "E_OPTION", $"{source}: option connection {what}; correct the secret that it refers to");
}
