using Xunit;

namespace IntegrationHub.Connectors.Http.Tests;

public sealed class WindowCursorTests
{
    private static readonly DateOnly Day = new(2024, 3, 1);

    [Fact]
    public void Position_comes_back_as_it_was_written()
    {
        var cursor = new WindowCursor("s", new DateOnly(2024, 12, 20), Day, null);
        Assert.Equal(cursor, WindowCursor.Of(Ask(cursor.Write()), "src"));
        Assert.Equal(new WindowCursor("s", null, null, null), WindowCursor.Of(Ask(null), "src"));
    }

    [Fact]
    public void Backfill_has_a_position_of_its_own_that_is_none_of_the_stream()
    {
        var own = new WindowCursor("s", new DateOnly(2024, 12, 20), null, null).Write();
        var bounded = WindowCursor.Of(Ask(own, new DateOnly(2024, 4, 1)), "src");
        Assert.Equal(new WindowCursor("s", null, null, "2024-03-01..2024-04-01"), bounded);
        Assert.False(bounded.IsDone);
        Assert.True((bounded with { ReadOn = Day }).IsDone);

        // Other bounds begin anew; the stream itself refuses a backfill's position.
        Assert.Null(WindowCursor.Of(Ask((bounded with { ReadOn = Day }).Write(), new DateOnly(2024, 5, 1)), "src").ReadOn);
        Assert.Equal("E_CURSOR", Assert.Throws<ConnectorException>(() => WindowCursor.Of(Ask(bounded.Write()), "src")).Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"v":1,"stream":"s"}""")]
    [InlineData("""{"v":2,"stream":"s","readOn":null,"next":null,"backfill":null}""")]
    [InlineData("""{"v":1,"stream":"t","readOn":null,"next":null,"backfill":null}""")]
    [InlineData("""{"v":1,"stream":"s","readOn":"1.3.2024","next":null,"backfill":null}""")]
    public void Position_that_is_damaged_newer_or_of_another_stream_is_refused(string text)
    {
        var fault = Assert.Throws<ConnectorException>(() => WindowCursor.Of(Ask(text), "src"));
        Assert.Equal((FailureCategory.Configuration, "E_CURSOR"), (fault.Category, fault.Code));
    }

    private static PullRequest Ask(string? cursor, DateOnly? to = null) => new() { Stream = "s", Cursor = cursor, From = Day, To = to, Agencies = [], Open = [] };
}
