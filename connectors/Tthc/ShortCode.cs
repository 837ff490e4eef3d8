using IntegrationHub.Connectors.Http.Mappings;

namespace IntegrationHub.Connectors.Tthc;

/// <summary>
/// Every code of a TTHC system is a flag or a number of at most eight digits. That is narrower than what a mapping lets through for codes in
/// general: a name without accents, put into the wrong field, has the alphabet of a code, but not of these.
/// </summary>
internal static class ShortCode
{
    private const int Longest = 8;

    public static string Safe(string text) =>
        bool.TryParse(text, out _) ? text : text.Length <= Longest ? FieldValue.Safe(text, FieldType.Number) : FieldValue.Unreadable;
}
