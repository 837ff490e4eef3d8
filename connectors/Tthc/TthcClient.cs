using System.Globalization;
using IntegrationHub.Connectors.Http;
using IntegrationHub.Connectors.Http.Access;
using IntegrationHub.Connectors.Tthc.Dossiers;
using IntegrationHub.Connectors.Tthc.Snapshots;

namespace IntegrationHub.Connectors.Tthc;

/// <summary>
/// The two doors of a provincial system, each with a sign-in of its own: statistics with a token in the header, cases with a session in the
/// body. Shared by all passes of a run.
/// </summary>
internal sealed class TthcClient : IDisposable
{
    private readonly TthcOptions _options;
    private readonly ITthcApi _statistics;
    private readonly ITthcApi _cases;

    public TthcClient(TthcOptions options, TimeProvider clock, SourceHttpOptions? http = null)
    {
        _options = options;
        http ??= new SourceHttpOptions { Source = options.Source, BaseUrl = options.BaseUrl, Clock = clock };

        // Neither door says how long it keeps a sign-in; a rejected one is renewed in any case.
        Statistics = new SourceClient(http, Access("api/tokens", "token", TimeSpan.FromMinutes(25)), options.Concurrency);
        Cases = new SourceClient(http, Access("mapi/login", "session", TimeSpan.FromMinutes(10)) with { BodyMember = "session" }, options.Concurrency);
        _statistics = Statistics.Api<ITthcApi>();
        _cases = Cases.Api<ITthcApi>();
    }

    public SourceClient Statistics { get; }

    public SourceClient Cases { get; }

    /// <summary>Fields of dossiers that nobody knows.</summary>
    public FieldWatch DossierWatch { get; } = new([]);

    /// <summary>The same of rows of counts. The counts in them are a hundred, and each year brings others: those are not watched.</summary>
    public FieldWatch SnapshotWatch { get; } = new(["id", "loaiThoiGian", "ky", "nam", "loaiThongKe", "maDinhDanh", "soLieu", "totalCount"]);

    public Task<SnapshotPage> SearchSnapshotsAsync(SnapshotPeriod period, int pageNumber, CancellationToken cancellationToken) => Statistics.CallAsync(
        $"period {period.Token} page {pageNumber}",
        cancel => _statistics.SearchSnapshotsAsync(period.QueryKind, period.Number, period.Year, pageNumber, _options.PageSize, cancel),
        (body, place, sentAt) => SnapshotReader.Read(body, place, sentAt, period, SnapshotWatch),
        cancellationToken);

    public Task<DossierList> ListDossiersAsync(string agency, DateOnly from, DateOnly to, CancellationToken cancellationToken) => Cases.CallAsync(
        $"DanhSachHoSo for {agency}",
        cancel => _cases.ListDossiersAsync(new DossierListRequest(agency, Day(from), Day(to.AddDays(-1))), cancel),
        DossierListReader.Read,
        cancellationToken);

    /// <summary>A refusal of this one dossier is an outcome, not a fault: the other dossiers go on.</summary>
    public Task<DossierDetail> FindDossierAsync(string agency, string key, CancellationToken cancellationToken) => Cases.CallAsync(
        $"TraCuuHoSo for {agency}",
        cancel => _cases.FindDossierAsync(new DossierRequest(agency, key), cancel),
        (body, place, sentAt) => DossierDetailReader.Read(body, place, sentAt, key, DossierWatch),
        cancellationToken);

    public void Dispose()
    {
        Statistics.Dispose();
        Cases.Dispose();
    }

    private SourceAccess Access(string path, string tokenName, TimeSpan life) => new()
    {
        Kind = AccessKind.Login, Username = _options.Username, Password = _options.Password, SignInPath = path, TokenNames = [tokenName], TokenLife = life,
    };

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
