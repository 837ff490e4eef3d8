using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace IntegrationHub.Simulators.Tests;

/// <summary>A plain reader of the source, written from its description and sharing no code with the server.</summary>
internal sealed class TthcClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly DemoCredentials _credentials;
    private string? _session;

    public TthcClient(SimulatorServer server)
    {
        _http = new HttpClient { BaseAddress = new Uri(server.BaseUrl) };
        _credentials = server.Credentials;
    }

    public HttpClient Http => _http;

    public async Task<string> LogInAsync()
    {
        using var answer = await PostAsync("/mapi/login", new { username = _credentials.Username, password = _credentials.Password });
        return _session = answer.RootElement.GetProperty("session").GetString()!;
    }

    public async Task UseTokenAsync()
    {
        using var answer = await PostAsync("/api/tokens", new { username = _credentials.Username, password = _credentials.Password });
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", answer.RootElement.GetProperty("token").GetString());
    }

    public async Task<JsonDocument> PostAsync(string path, object body)
    {
        using var answer = await _http.PostAsJsonAsync(path, body);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
    }

    public Task<HttpResponseMessage> CallRawAsync(object body) => _http.PostAsJsonAsync("/mapi/g", body);

    public async Task<JsonDocument> ListAsync(string agency, string from, string to)
    {
        _session ??= await LogInAsync();
        return await PostAsync("/mapi/g", new { session = _session, service = "DanhSachHoSo", donViXuLy = agency, ngayNhan1 = from, ngayNhan2 = to });
    }

    public async Task<JsonDocument> DetailAsync(string agency, string code)
    {
        _session ??= await LogInAsync();
        return await PostAsync("/mapi/g", new { session = _session, service = "TraCuuHoSo", donViXuLy = agency, mahoso = code });
    }

    public static JsonElement ResultOf(JsonDocument answer)
    {
        var result = answer.RootElement.GetProperty("result");
        return result.ValueKind == JsonValueKind.Array ? result[0] : result;
    }

    /// <summary>The code of a list row, which some agencies spell MaHoSo and some maHoSo.</summary>
    public static string CodeOf(JsonElement row) =>
        row.EnumerateObject().First(p => p.Name.Equals("mahoso", StringComparison.OrdinalIgnoreCase)).Value.GetString()!;

    public async Task<JsonElement> SearchAsync(string type, int number, int year, string more = "")
    {
        if (_http.DefaultRequestHeaders.Authorization is null)
        {
            await UseTokenAsync();
        }

        return JsonDocument.Parse(await _http.GetStringAsync(SearchPath(type, number, year, more))).RootElement;
    }

    public static string SearchPath(string type, int number, int year, string more = "") =>
        $"/api/v1/SoLieuBaoCaos/SearchSoLieuBaoCaoTheoKy?loaiThoiGian={Uri.EscapeDataString(type)}&ky={number}&nam={year}{more}";

    public void Dispose() => _http.Dispose();
}
