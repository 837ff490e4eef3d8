using System.Text.Json;
using IntegrationHub.Connectors.Conformance;
using IntegrationHub.Simulators;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace IntegrationHub.Connectors.Tthc.Tests;

/// <summary>A source that does what the simulated one never does, as each test says.</summary>
public sealed class OddSourceTests : IAsyncLifetime
{
    private static readonly DemoCredentials Account = new("hub", "p");

    private readonly TestClock _clock = new();
    private readonly List<string> _asked = [];
    private Func<JsonElement, string> _list = _ => """{"error_code":"0","data":[]}""";
    private Func<JsonElement, string> _detail = request => Detail(request.GetProperty("mahoso").GetString()!, "10");
    private Func<int, string> _snapshots = _ => """{"data":[],"totalCount":0}""";
    private OddServer _server = null!;

    public async Task InitializeAsync()
    {
        _server = await OddServer.StartAsync(app =>
        {
            app.MapPost("/tthc/api/tokens", () => Results.Text("""{"Token":"t"}""", "application/json"));
            app.MapPost("/tthc/mapi/login", () => Results.Text("""{"session":"s","error_code":"0"}""", "application/json"));
            app.MapPost("/tthc/mapi/g", async (HttpRequest http) =>
            {
                using var body = await JsonDocument.ParseAsync(http.Body);
                var isList = body.RootElement.GetProperty("service").GetString() == "DanhSachHoSo";
                lock (_asked)
                {
                    _asked.Add(isList ? $"list {body.RootElement.GetProperty("donViXuLy").GetString()}" : $"detail {body.RootElement.GetProperty("mahoso").GetString()}");
                }

                return Results.Text((isList ? _list : _detail)(body.RootElement), "application/json");
            });
            app.MapGet("/tthc/api/v1/SoLieuBaoCaos/SearchSoLieuBaoCaoTheoKy", (int pageNumber) => Results.Text(_snapshots(pageNumber), "application/json"));
        });
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData(1, 3)] // The same page for ever.
    [InlineData(0, 3)] // Fewer rows than promised.
    public async Task Paging_that_does_not_lead_on_is_malformed(int rowsOnLaterPages, int total)
    {
        _snapshots = page => $$"""{"data":[{{(page == 1 || rowsOnLaterPages > 0 ? Row : "")}}],"totalCount":{{total}}}""";
        var fault = await FaultAsync(TthcModule.SnapshotStreamName);
        Assert.Equal((FailureCategory.Malformed, "E_PAGING"), (fault.Category, fault.Code));
    }

    [Fact]
    public async Task Rows_of_an_agency_below_are_left_to_that_agency()
    {
        _list = _ => """{"error_code":"0","data":[{"MaHoSo":"H02.36-241201-0001","TrangThaiHoSo":"10","NgayTiepNhan":"20241201"},{"MaHoSo":"H02.3-241201-0001","TrangThaiHoSo":"10","NgayTiepNhan":"20241201"}]}""";
        var hub = new Hub();
        await PullAsync(hub, "H02.3", "H02.36");
        Assert.Equal(2, hub.Records.Count);

        // Once for the agency itself: the list of H02.3 gives it too, and there it is passed over.
        Assert.Equal(1, _asked.Count(call => call == "detail H02.36-241201-0001"));
    }

    [Fact]
    public async Task Row_without_number_and_dossier_without_details_are_refused_records_beside_the_good_one()
    {
        _list = _ => """{"error_code":"0","data":[{"NgayTiepNhan":"20241201","TrangThaiHoSo":"2"},{"MaHoSo":"H02.36-241201-0002","TrangThaiHoSo":"4","NgayTiepNhan":"20241201"},{"MaHoSo":"H02.36-241201-0003","TrangThaiHoSo":"10","NgayTiepNhan":"20241201"}]}""";
        _detail = request => request.GetProperty("mahoso").GetString() is "H02.36-241201-0002" ? """{"error_code":"5","message":"bận"}""" : Detail("H02.36-241201-0003", "10");
        var hub = new Hub();
        await PullAsync(hub, "H02.36");
        Assert.Equal([("E_NO_KEY", "H02.36", new DateOnly(2024, 12, 1)), ("E_REJECTED", "H02.36", new DateOnly(2024, 12, 1))],
            hub.Refusals.Select(refusal => (refusal.Code, refusal.Agency!, refusal.Day!.Value)).Order());
        Assert.Single(hub.Records.Values, record => record.Result is Mapped);

        // What was not given is asked for again, what was given is not.
        _asked.Clear();
        _detail = request => Detail(request.GetProperty("mahoso").GetString()!, "10");
        await PullAsync(hub, "H02.36");
        Assert.Contains("detail H02.36-241201-0002", _asked);
        Assert.Empty(hub.Open);
    }

    [Fact]
    public async Task Dossier_of_an_unknown_agency_that_cannot_be_asked_for_is_refused_as_such()
    {
        _list = _ => """{"error_code":"0","data":[{"MaHoSo":"H02.99-241201-0001","TrangThaiHoSo":"2","NgayTiepNhan":"20241201"}]}""";
        _detail = _ => """{"error_code":"1","message":"Không tìm thấy hồ sơ","result":null}""";
        var hub = new Hub();
        await PullAsync(hub, "H02.36");
        var refusal = Assert.Single(hub.Refusals);
        Assert.Equal(("E_UNKNOWN_AGENCY", "H02.99"), (refusal.Code, refusal.Agency));
    }

    [Fact]
    public async Task Open_dossier_that_is_no_longer_listed_is_asked_for_once_and_keeps_its_state()
    {
        _list = _ => """{"error_code":"0","data":[{"MaHoSo":"H02.36-241201-0002","TrangThaiHoSo":"4","NgayTiepNhan":"20241201"}]}""";
        _detail = request => Detail(request.GetProperty("mahoso").GetString()!, "4");
        var hub = new Hub();
        await PullAsync(hub, "H02.36");
        Assert.Single(hub.Open);

        _list = _ => """{"error_code":"0","data":[]}""";
        _detail = _ => """{"error_code":"1","message":"Không tìm thấy hồ sơ","result":null}""";
        await PullAsync(hub, "H02.36");
        Assert.Empty(hub.Open);
        Assert.IsType<Mapped>(hub.Records["H02.36-241201-0002"].Result);
    }

    [Fact]
    public async Task Source_that_gives_no_details_at_all_ends_the_run()
    {
        _list = _ => $$"""{"error_code":"0","data":[{{string.Join(',', Enumerable.Range(1, 40).Select(n => $$"""{"MaHoSo":"H02.36-241201-{{n:D4}}","TrangThaiHoSo":"4","NgayTiepNhan":"20241201"}"""))}}]}""";
        _detail = _ => """{"error_code":"5","message":"không được phép"}""";
        var fault = await FaultAsync(TthcModule.DossierStreamName);
        Assert.Equal((FailureCategory.Rejected, "E_REJECTED"), (fault.Category, fault.Code));
    }

    private const string Row = """{"loaiThoiGian":"Tháng","ky":12,"nam":2023,"loaiThongKe":"DonVi","maDinhDanh":"H02.36","soLieu":"{\"TiepNhanTrongKy\":1}"}""";

    private static string Detail(string key, string status) =>
        $$$"""{"error_code":"0","result":{"MaHoSo":"{{{key}}}","TrangThaiHoSo":"{{{status}}}","NgayTiepNhan":"20241201","NgayKetThucXuLy":"20241202"}}""";

    private IConnector Connect() => Hub.Connect($"{_server.BaseUrl}/tthc", Account, _clock, ("backfillFrom", "2024-12-01"), ("pageSize", "1000"));

    private async Task PullAsync(Hub hub, params string[] agencies)
    {
        await using var connector = Connect();
        await hub.PullAsync(connector, Hub.Ask(TthcModule.DossierStreamName, agencies));
    }

    private async Task<ConnectorException> FaultAsync(string stream)
    {
        await using var connector = Connect();
        return await Assert.ThrowsAsync<ConnectorException>(() => new Hub().PullAsync(connector, Hub.Ask(stream, ["H02.36"])));
    }
}
