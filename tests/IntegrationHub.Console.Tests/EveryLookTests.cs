using Xunit;

namespace IntegrationHub.Console.Tests;

/// <summary>Every screen in both languages, light and dark, on a desk and on a phone: axe finds nothing serious, nothing is too wide. A new screen gets a line.</summary>
[Collection(ConsoleFixture.Name)]
[Trait("Category", "Full")]
public sealed class EveryLookTests(ConsoleFixture console)
{
    private static readonly (string Name, string Path)[] Screens =
    [
        ("plan", "/"), ("plan-filtered", "/?doubtful=1&against=2024-Q1"), ("plan-units", "/?units=online-rate"), ("plan-matrix", "/?table=units"),
        ("passport", "/figures/online-rate"), ("passport-ledger", "/figures/online-rate?tab=ledger"), ("passport-moved", "/figures/online-rate?tab=moved&moved=2024-M02&since=2024-M01"),
        ("passport-trend", "/figures/online-rate?tab=trend"), ("passport-revisions", "/figures/online-rate?tab=revisions"), ("sources", "/sources"), ("runs", "/runs"), ("quarantine", "/quarantine"), ("health", "/health"),
        ("source", "/sources/tthc-test"), ("source-history", "/sources/tthc-test?tab=history"), ("entries", "/entries"), ("releases", "/releases"), ("systems", "/systems"), ("admin-subscribers", "/admin"),
        ("admin-catalogue", "/admin?tab=catalogue"), ("admin-units", "/admin?tab=units"), ("admin-users", "/admin?tab=users"), ("admin-keys", "/admin?tab=keys"), ("admin-audit", "/admin?tab=audit"), ("not-found", "/no/such/screen"),
    ];

    public static TheoryData<string, bool, int> Looks
    {
        get
        {
            var looks = new TheoryData<string, bool, int>();
            foreach (var language in new[] { "vi", "en" })
            {
                foreach (var isDark in new[] { false, true })
                {
                    looks.Add(language, isDark, 1440);
                    looks.Add(language, isDark, 360);
                }
            }

            return looks;
        }
    }

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task Every_screen_is_accessible(string language, bool isDark, int width)
    {
        await using var at = await console.OpenAsync("/", new Look(language, isDark, width));
        foreach (var (name, path) in Screens)
        {
            await at.GoAsync(path);
            await at.CheckAsync(name);
        }
    }
}
