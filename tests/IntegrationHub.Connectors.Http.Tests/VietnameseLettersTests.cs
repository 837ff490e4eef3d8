using Xunit;

namespace IntegrationHub.Connectors.Http.Tests;

public sealed class VietnameseLettersTests
{
    [Theory]
    [InlineData("Hu\u031Bo\u031Bng Mai", "Hương Mai")]
    [InlineData("Tie\u0302\u0301ng Vie\u0323\u0302t", "Tiếng Việt")]
    [InlineData("Ti\u00EA\u0301ng Vi\u00EA\u0323t", "Tiếng Việt")]
    [InlineData("D\u0323 Đo\u0302\u0300ng O\u031B\u0303 o\u0303\u031B U\u031B\u0323", "D\u0323 Đồng Ỡ ỡ Ự")]
    [InlineData("Ủy ban nhân dân", "Ủy ban nhân dân")]
    [InlineData("a\u0301\u0302 n\u0303 \u0301", "á\u0302 n\u0303 \u0301")]
    public void Letters_and_their_marks_become_one(string text, string composed) => Assert.Equal(composed, VietnameseLetters.Compose(text));

    [Fact]
    public void Every_letter_is_what_its_parts_give()
    {
        foreach (var (shaped, parts) in new[] { ("ă", "a\u0306"), ("â", "a\u0302"), ("ê", "e\u0302"), ("ô", "o\u0302"), ("ơ", "o\u031B"), ("ư", "u\u031B"), ("Ư", "U\u031B"), ("Ă", "A\u0306") })
        {
            Assert.Equal(shaped, VietnameseLetters.Compose(parts));
            foreach (var tone in "\u0300\u0309\u0303\u0301\u0323")
            {
                var one = VietnameseLetters.Compose(parts + tone);
                Assert.Single(one);
                Assert.Equal(one, VietnameseLetters.Compose(shaped + tone));
            }
        }
    }
}
