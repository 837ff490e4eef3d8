using System.Text;
using System.Text.Json;

namespace IntegrationHub.Connectors.Http;

/// <summary>A value that the reader stands on, in the source's own spelling: texts, numbers and flags alike.</summary>
public static class JsonScalar
{
    /// <param name="reader">Stands on the value; of an object or list it is moved to its end.</param>
    /// <param name="otherwise">What to give for an object or a list. Null is null.</param>
    public static string? Read(ref Utf8JsonReader reader, string? otherwise)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return reader.GetString();
            case JsonTokenType.Number:
                return Encoding.UTF8.GetString(reader.ValueSpan);
            case JsonTokenType.True:
                return "true";
            case JsonTokenType.False:
                return "false";
            case JsonTokenType.Null:
                return null;
            default:
                reader.Skip();
                return otherwise;
        }
    }
}
