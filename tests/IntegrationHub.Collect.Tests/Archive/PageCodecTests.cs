using System.Text.Json;
using IntegrationHub.Collect.Archive;
using IntegrationHub.Connectors;
using Xunit;

namespace IntegrationHub.Collect.Tests.Archive;

public sealed class PageCodecTests
{
    [Fact]
    public void An_archived_page_comes_back_with_keys_bodies_and_request_instants()
    {
        using var body = JsonDocument.Parse("""{"Tên":"Tỉnh Bắc Giang","n":12345678901234567890.5}""");
        var observed = new DateTimeOffset(2024, 12, 20, 1, 2, 3, TimeSpan.Zero).AddMicroseconds(456789);
        Reading[] page = [new("a|1", body.RootElement.Clone(), observed), new("b", body.RootElement.Clone(), observed.AddMicroseconds(1))];

        var read = PageCodec.Decode(PageCodec.Encode(page));

        Assert.Equal(page.Select(r => (r.Key, r.ObservedAt)), read.Select(r => (r.Key, r.ObservedAt)));
        Assert.All(read, r => Assert.True(JsonElement.DeepEquals(body.RootElement, r.Body), r.Body.GetRawText()));
    }

    [Fact]
    public void An_empty_page_comes_back_empty() => Assert.Empty(PageCodec.Decode(PageCodec.Encode([])));
}
