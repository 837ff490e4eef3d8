using System.Text;
using System.Text.Json;
using IntegrationHub.Store.Releases;
using Xunit;

namespace IntegrationHub.Store.Tests.Releases;

public sealed class CanonicalJsonTests
{
    [Theory]
    [InlineData("""{ "b" : [1, -2 , true,null] , "a":{} }""", """{"a":{},"b":[1,-2,true,null]}""")]
    [InlineData("\"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\"", "\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"")]
    [InlineData("""{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","\ud83d\ude00":"Emoji","\u0080":"Control","\u00f6":"O"}""",
        "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\",\"ö\":\"O\",\"€\":\"Euro Sign\",\"\ud83d\ude00\":\"Emoji\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}")]
    public void It_is_the_form_of_the_standard(string json, string canonical) => Assert.Equal(canonical, Encoding.UTF8.GetString(Of(json)));

    [Theory]
    [InlineData("1.5")]
    [InlineData("1.0")]
    [InlineData("1e3")]
    [InlineData("-0")]
    [InlineData("9007199254740992")]
    [InlineData("""{"a":1,"a":1}""")]
    [InlineData("\"\\ud800\"")]
    public void What_two_readers_could_read_differently_is_refused(string json) => Assert.Throws<FormatException>(() => Of(json));

    private static byte[] Of(string json)
    {
        using var document = JsonDocument.Parse(json);
        return CanonicalJson.Of(document.RootElement);
    }
}
