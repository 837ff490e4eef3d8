using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;
using RestEase;

namespace IntegrationHub.Connectors.Http;

/// <summary>Request bodies through System.Text.Json; a byte array, so that another attempt can send it again.</summary>
internal sealed class JsonRequestBody : RequestBodySerializer
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public override HttpContent? SerializeBody<T>(T body, RequestBodySerializerInfo info)
    {
        if (body is null)
        {
            return null;
        }

        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, Options));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        return content;
    }
}
