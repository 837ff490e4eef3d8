using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using IntegrationHub.Store.Outbox.Targets;

namespace IntegrationHub.Notify.Subscribers;

/// <summary>A figure in the form of a target.</summary>
internal static class TargetBody
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <returns>Why the target has no place for the figure; null when it has.</returns>
    public static string? Write(TargetDefinition target, TargetFigure figure, out string? body)
    {
        body = null;
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Options))
        {
            json.WriteStartObject();
            foreach (var member in target.Body)
            {
                var value = member.Field is null ? new TargetValue(member.Value!) : figure.Find(member.Field);
                if (value is null && member.IsOptional)
                {
                    continue;
                }

                if (Mapped(member, value, out var text) is { } reason)
                {
                    return reason;
                }

                json.WritePropertyName(member.Name);
                if (member.IsNumber)
                {
                    json.WriteRawValue(text!);
                }
                else
                {
                    json.WriteStringValue(text);
                }
            }

            json.WriteEndObject();
        }

        body = Encoding.UTF8.GetString(bytes.ToArray());
        return null;
    }

    private static string? Mapped(TargetField member, TargetValue? value, out string? text)
    {
        text = value is not null && member.Words.Count > 0 ? member.Words.GetValueOrDefault(value.Text) : value?.Text;
        return value is null ? $"the figure has no {member.Field}"
            : text is null ? $"the target has no word for {member.Field} '{value.Text}'"
            : member.IsNumber && !new TargetValue(text).IsNumber ? $"{member.Field ?? member.Name} '{text}' is no decimal number"
            : null;
    }
}
