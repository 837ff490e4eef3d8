using System.Text.Json.Serialization;

namespace IntegrationHub.Connectors.Http.Qd766;

/// <summary>
/// The body of every call of QuyetDinh766s: counts per agency as Decision 766/QĐ-TTg asks for them. Both instants are included. Nothing is
/// changed at the source, and nothing is taken from a cache of it.
/// </summary>
public sealed record Qd766Request(
    [property: JsonPropertyName("TuNgay")] string From,
    [property: JsonPropertyName("DenNgay")] string To,
    [property: JsonPropertyName("MaDinhDanhCha")] string Root,
    [property: JsonPropertyName("Catalog")] string Catalog,
    [property: JsonPropertyName("ChiBaoGomDonViCon")] bool WithUnitsBelow = false,
    [property: JsonPropertyName("LaDuLieuThongKeCacNam")] bool OfAllYears = false,
    [property: JsonPropertyName("cache")] bool FromCache = false);
