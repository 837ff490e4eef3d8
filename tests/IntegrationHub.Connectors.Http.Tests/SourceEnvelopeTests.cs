using System.Text;
using Xunit;

namespace IntegrationHub.Connectors.Http.Tests;

public sealed class SourceEnvelopeTests
{
    [Theory]
    [InlineData("""{"error_code":0,"result":[1]}""", EnvelopeState.Ok)]
    [InlineData("""{"error_code":"0","data":[1]}""", EnvelopeState.Ok)]
    [InlineData("""{"ErrorCode":"00","result":{"a":1}}""", EnvelopeState.Ok)]
    [InlineData("""{"success":true,"data":[1]}""", EnvelopeState.Ok)]
    [InlineData("""{"Succeeded":true,"data":[1]}""", EnvelopeState.Ok)]
    [InlineData("""{"code":200,"data":[1]}""", EnvelopeState.Ok)]
    [InlineData("""{"data":[1]}""", EnvelopeState.Ok)]
    [InlineData("[1]", EnvelopeState.Ok)]
    [InlineData("""{"message":"{\"result\":[1]}"}""", EnvelopeState.Ok)]
    [InlineData("""{"error_code":"0","result":"[1]"}""", EnvelopeState.Ok)]
    [InlineData("""{"error_code":"0","result":[]}""", EnvelopeState.Empty)]
    [InlineData("[]", EnvelopeState.Empty)]
    [InlineData("""{"error_code":"-1","message":"x"}""", EnvelopeState.AuthExpired)]
    [InlineData("""{"error_code":"7","message":"Phiên làm việc đã hết hạn"}""", EnvelopeState.AuthExpired)]
    [InlineData("""{"code":"401"}""", EnvelopeState.AuthExpired)]
    [InlineData("""{"code":429}""", EnvelopeState.Throttled)]
    [InlineData("""{"faultCode":"INTERNAL_SERVER_ERROR","faultMessage":"x"}""", EnvelopeState.Unavailable)]
    [InlineData("""{"faultCode":"500"}""", EnvelopeState.Unavailable)]
    [InlineData("""{"MaLoi":"05","MoTaLoi":"x"}""", EnvelopeState.Rejected)]
    [InlineData("""{"success":false,"data":{"docId":null}}""", EnvelopeState.Rejected)]
    [InlineData("{}", EnvelopeState.Malformed)]
    [InlineData("""{"error_code":"0"}""", EnvelopeState.Malformed)]
    [InlineData("""{"error_code":"0","result":{}}""", EnvelopeState.Malformed)]
    [InlineData("""{"error_code":"0","result":null}""", EnvelopeState.Malformed)]
    [InlineData("""{"error_code":"0","result":""}""", EnvelopeState.Malformed)]
    [InlineData("""{"error_code":"0","result":[1]""", EnvelopeState.Malformed)]
    [InlineData("""{"error_code":"0","result":[1]}{}""", EnvelopeState.Malformed)]
    [InlineData("""{"message":"{\"result\":[1]"}""", EnvelopeState.Malformed)]
    [InlineData("""
        "{\"error_code\":\"0\",\"result\":[1]}"
        """, EnvelopeState.Ok)]
    [InlineData("""
        "{\"error_code\":\"-1\"}"
        """, EnvelopeState.AuthExpired)]
    [InlineData("""
        "{\"error_code\":\"-1\"}"{}
        """, EnvelopeState.Malformed)]
    [InlineData("\"text\"", EnvelopeState.Malformed)]
    [InlineData("", EnvelopeState.Malformed)]
    public void Every_known_shape_has_its_state(string body, EnvelopeState state) => Assert.Equal(state, Read(body).State);

    [Theory]
    [InlineData("""{"error_code":"0","result":[1,2]}""")]
    [InlineData("""{"message":"{\"result\":\"[1,2]\"}"}""")]
    public void Payload_is_the_data_alone(string body) => Assert.Equal("[1,2]", Encoding.UTF8.GetString(Read(body).Payload.Span));

    [Theory]
    [InlineData("""{"error_code":"-1"}""", FailureCategory.Authentication, "E_SIGN_IN")]
    [InlineData("""{"code":429}""", FailureCategory.Throttled, "E_THROTTLED")]
    [InlineData("""{"code":403}""", FailureCategory.Permission, "E_FORBIDDEN")]
    [InlineData("""{"code":9,"message":"Nguyễn Thị Thử"}""", FailureCategory.Rejected, "E_REJECTED")]
    [InlineData("""{"code":503}""", FailureCategory.Unavailable, "E_SOURCE_ERROR")]
    [InlineData("{}", FailureCategory.Malformed, "E_SOURCE_JSON")]
    public void Everything_but_data_is_a_fault_without_the_sources_words(string body, FailureCategory category, string code)
    {
        var fault = Assert.Throws<ConnectorException>(() => Read(body).Require("here"));
        Assert.Equal((category, code), (fault.Category, fault.Code));
        Assert.StartsWith("here: ", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Thử", fault.Message, StringComparison.Ordinal);
    }

    private static SourceEnvelope Read(string body) => SourceEnvelope.Read(Encoding.UTF8.GetBytes(body));
}
