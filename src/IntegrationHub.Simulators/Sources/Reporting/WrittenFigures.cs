using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace IntegrationHub.Simulators.Sources.Reporting;

/// <summary>A figure that somebody wrote into the simulated reporting system.</summary>
/// <param name="Numerator">Every digit as it was sent.</param>
/// <param name="Revision">The highest that came.</param>
public sealed record WrittenFigure(string Indicator, string Agency, string Period, string Numerator, string Denominator, string? Percent, long Revision);

/// <summary>
/// Writing figures back, <c>POST so-lieu</c>. Assumed: no public text describes it. A figure is known by indicator, agency and period; a revision that is not higher than the one that is
/// there changes nothing and is answered like the first time.
/// </summary>
public sealed class WrittenFigures
{
    private readonly ConcurrentDictionary<(string, string, string), WrittenFigure> _figures = new();
    private int _requests;

    public IReadOnlyCollection<WrittenFigure> All => [.. _figures.Values];

    /// <summary>How often somebody wrote, also without effect.</summary>
    public int Requests => _requests;

    internal async Task<Reply> TakeAsync(HttpContext http)
    {
        Interlocked.Increment(ref _requests);
        try
        {
            using var body = await JsonDocument.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted);
            var root = body.RootElement;
            var sent = new WrittenFigure(
                root.GetProperty("maChiTieu").GetString()!, root.GetProperty("maDinhDanh").GetString()!, root.GetProperty("kyBaoCao").GetString()!, Number(root, "tuSo"), Number(root, "mauSo"),
                root.TryGetProperty("tyLe", out var share) ? share.GetRawText() : null, root.GetProperty("phienBan").GetInt64());
            var kept = _figures.AddOrUpdate((sent.Indicator, sent.Agency, sent.Period), sent, (_, known) => known.Revision >= sent.Revision ? known : sent);
            return Answer(StatusCodes.Status200OK, isTaken: true, ReferenceEquals(kept, sent) ? "Đã nhận" : "Đã có phiên bản này hoặc mới hơn");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return Answer(StatusCodes.Status400BadRequest, isTaken: false, "Số liệu không đúng cấu trúc");
        }
    }

    private static string Number(JsonElement root, string name) =>
        root.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetRawText() : throw new FormatException(name);

    private static Reply Answer(int status, bool isTaken, string message) => Reply.Json(json =>
    {
        json.WriteStartObject();
        json.WriteBoolean("success"u8, isTaken);
        json.WriteString("message"u8, message);
        json.WriteEndObject();
    }, status);
}
