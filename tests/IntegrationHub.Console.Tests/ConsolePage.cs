using System.Collections.Concurrent;
using System.Text.Json;
using IntegrationHub.Testing;
using Microsoft.Playwright;
using Xunit;

namespace IntegrationHub.Console.Tests;

/// <summary>How somebody looks at the console.</summary>
public sealed record Look(string Language = "vi", bool IsDark = false, int Width = 1440, int Height = 900)
{
    public static Look Usual { get; } = new();

    public static Look Phone { get; } = new(Width: 360, Height: 780);

    public override string ToString() => $"{Language}-{(IsDark ? "dark" : "light")}-{Width}";
}

/// <summary>A page of the console in the real browser that notes everything that must never happen: an error in the browser's console, something that its policy forbids, a request to another host.</summary>
public sealed class ConsolePage : IAsyncDisposable
{
    /// <summary>Names a folder: a picture of every screen that is checked is put there, to be looked at.</summary>
    public const string Pictures = "HUB_SCREENSHOTS";

    private static readonly Lazy<string> Axe = new(() => File.ReadAllText(Repository.File("src/IntegrationHub.Console/node_modules/axe-core/axe.min.js")));

    // A browser that has shown the console before has its scripts compiled: contexts are used again, emptied, by one page at a time.
    private static readonly ConcurrentDictionary<Look, ConcurrentBag<IBrowserContext>> Contexts = new();

    private readonly IBrowserContext _context;
    private readonly Look _look;
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly List<string> _expected = [];

    private readonly Uri _server;

    private ConsolePage(IBrowserContext context, IPage page, Look look, Uri server) => (_context, Page, _look, _server) = (context, page, look, server);

    public IPage Page { get; }

    public static async Task<ConsolePage> OpenAsync(IBrowser browser, Uri server, string path, Look look)
    {
        // A page is as slow as the machine: what is not there after 5 seconds may still be right.
        Assertions.SetDefaultExpectTimeout(30_000);
        if (!Contexts.GetOrAdd(look, _ => []).TryTake(out var context))
        {
            context = await NewContextAsync(browser, look);
        }

        var page = new ConsolePage(context, await context.NewPageAsync(), look, server);
        page.Page.PageError += (_, fault) => page._faults.Enqueue(fault);
        page.Page.Console += (_, line) =>
        {
            if (line.Type is "error" or "warning")
            {
                page._faults.Enqueue($"{line.Type}: {line.Text}");
            }
        };
        page.Page.Request += (_, request) =>
        {
            if (new Uri(request.Url) is { Scheme: "http" or "https" or "ws" or "wss" } asked && asked.Authority != server.Authority)
            {
                page._faults.Enqueue($"asked another host: {request.Url}");
            }
        };
        await page.GoAsync(path);
        return page;
    }

    /// <summary>To another address, as somebody types it: the page is loaded anew.</summary>
    public async Task GoAsync(string path)
    {
        await Page.GotoAsync(new Uri(_server, path).ToString());
        await Page.Locator("main").First.WaitForAsync();
    }

    private static async Task<IBrowserContext> NewContextAsync(IBrowser browser, Look look)
    {
        var context = await browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = look.Width, Height = look.Height }, ColorScheme = look.IsDark ? ColorScheme.Dark : ColorScheme.Light, ReducedMotion = ReducedMotion.Reduce,
            AcceptDownloads = true,
        });
        context.SetDefaultTimeout(30_000);
        await context.AddInitScriptAsync($"if (!localStorage.getItem('hub.language')) localStorage.setItem('hub.language', '{look.Language}'); addEventListener('securitypolicyviolation', e => console.error('policy: ' + e.violatedDirective + ' ' + e.blockedURI + ' ' + e.sourceFile + ':' + e.lineNumber))");
        return context;
    }

    /// <summary>A test that lets the hub refuse something says how the browser words it ("status of 409").</summary>
    public void Expect(string partOfFault) => _expected.Add(partOfFault);

    /// <summary>Nothing is being loaded any more, and a keyboard comes to every table that is wider than its place.</summary>
    public Task SettledAsync() => Page.WaitForFunctionAsync("() => document.querySelector('.ant-skeleton, .ant-spin-spinning') === null && [...document.querySelectorAll('main .ant-table-content, main .ant-table-body')].every(t => t.tabIndex === 0 || t.scrollWidth <= t.clientWidth)");

    /// <summary>Axe finds nothing serious, nothing is wider than the window, and the picture is taken for whoever asked for it.</summary>
    public async Task CheckAsync(string screen)
    {
        await SettledAsync();
        if (Environment.GetEnvironmentVariable(Pictures) is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
            await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{screen}-{_look}.png"), FullPage = true });
        }

        await Page.EvaluateAsync(Axe.Value + "; undefined");
        var found = await Page.EvaluateAsync<JsonElement>("async () => (await axe.run(document, { resultTypes: ['violations'] })).violations.filter(v => v.impact === 'serious' || v.impact === 'critical').map(v => v.id + ': ' + v.help + ' | ' + v.nodes.slice(0, 4).map(n => n.html.slice(0, 160) + ' ' + (n.any[0]?.message ?? '')).join(' | '))");
        Assert.True(found.GetArrayLength() == 0, string.Join('\n', found.EnumerateArray().Select(f => $"{screen} ({_look}): {f.GetString()}")));
        var tooWide = await Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - innerWidth");
        Assert.True(tooWide <= 0, $"{screen} ({_look}) is {tooWide} px wider than the window");
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            // The next page finds nothing of this one: no choice, no session.
            await Page.EvaluateAsync("() => { localStorage.clear(); sessionStorage.clear(); }");
            await Page.CloseAsync();
            await _context.ClearCookiesAsync();
            Contexts[_look].Add(_context);
        }
        catch (PlaywrightException)
        {
            await _context.DisposeAsync();
        }

        var unexpected = _faults.Where(f => !_expected.Any(e => f.Contains(e, StringComparison.Ordinal))).ToList();
        Assert.True(unexpected.Count == 0, string.Join('\n', unexpected));
    }
}
