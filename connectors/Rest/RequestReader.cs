using System.Globalization;
using System.Text.Json;
using IntegrationHub.Connectors.Http.Mappings;

namespace IntegrationHub.Connectors.Rest;

/// <summary>From the words of <c>request</c> to the plan, or to everything that is wrong with them.</summary>
internal static class RequestReader
{
    private static readonly string[] DateForms = ["yyyy-MM-dd", "yyyyMMdd", "dd/MM/yyyy", "yyyy/MM/dd", "dd-MM-yyyy"];
    private static readonly string[] MonthForms = ["yyyy-MM", "yyyyMM", "MM/yyyy", "yyyy/MM"];

    /// <summary>Null when a problem was found.</summary>
    public static RequestPlan? Read(MapFile map, MapNode? node, List<DefinitionProblem> problems)
    {
        if (node is null)
        {
            problems.Add(new(1, 1, "E_PROPERTY_MISSING", "'request' is missing.", "Say what to ask: request: { path: …, rows: … }."));
            return null;
        }

        var before = problems.Count;
        var method = Choice(node, "method", "GET", "GET", "POST");
        var path = node.RequiredText("path", "Write the path below baseUrl, without a slash in front.");
        if (path.StartsWith('/') || path.Contains("://", StringComparison.Ordinal) || path.Contains('?') || path.Split('/').Contains(".."))
        {
            node.Report("path", "E_REQUEST_PATH", "The path must lie below baseUrl.", "Write it without a slash in front, without .. and host; parameters go into query.");
        }

        var query = node.Map("query");
        var parameters = query?.Names.Select(n => KeyValuePair.Create(n, query.Text(n) ?? "")).ToList() ?? [];
        var body = node.Text("body");
        var windows = node.Texts("window");
        var plan = new RequestPlan
        {
            Method = method == "POST" ? HttpMethod.Post : HttpMethod.Get,
            Path = path,
            Query = parameters,
            Body = body,
            Rows = Steps(node.Text("rows")),
            Envelope = Choice(node, "envelope", "false", "true", "false") == "true",
            Paging = ReadPaging(node),
            Window = windows.Contains("day") ? WindowKind.Day : windows.Contains("month") ? WindowKind.Month : WindowKind.All,
            PerAgency = windows.Contains("agency"),
            Dates = Choice(node, "dates", DateForms[0], DateForms),
            Months = Choice(node, "months", MonthForms[0], MonthForms),
            ToIncluded = Choice(node, "to", "included", "included", "excluded") == "included",
            Overlap = Number(node, "overlap", map.Kind == StreamKind.Records ? 31 : 62, 0, 400),
            On = node.Text("on"),
        };
        Check(map, node, plan, windows);
        node.Close("Known: method, path, query, body, rows, envelope, paging, window, dates, months, to, overlap, on.");
        return problems.Count == before ? plan : null;
    }

    private static Paging ReadPaging(MapNode node)
    {
        if (node.Map("paging") is not { } paging)
        {
            return new(PagingKind.None, 0, 500, [], [], false);
        }

        var kind = Choice(paging, "by", "", "page", "offset", "cursor", "link");
        var read = new Paging(
            kind switch { "page" => PagingKind.Page, "offset" => PagingKind.Offset, "cursor" => PagingKind.Cursor, "link" => PagingKind.Link, _ => PagingKind.None },
            Number(paging, "first", 1, 0, 1), Number(paging, "size", 500, 1, 10_000), Steps(paging.Text("next")), Steps(paging.Text("total")),
            Choice(paging, "end", "empty", "empty", "short") == "short");
        if (read is { Kind: PagingKind.Cursor, Next.Count: 0 })
        {
            paging.Report("by", "E_PROPERTY_MISSING", "'next' is missing.", "Say where the answer has the next cursor, for example next: meta.nextCursor.");
        }

        paging.Close("Known: by (page, offset, cursor, link), first, size, next, total, end (empty, short).");
        return read;
    }

    private static void Check(MapFile map, MapNode node, RequestPlan plan, IReadOnlyList<string> windows)
    {
        foreach (var word in windows.Where(w => w is not ("day" or "month" or "agency")))
        {
            node.Report("window", "E_WORD", $"'{word}' is no window.", "Write day, month, agency, or a list of agency and one of the others.");
        }

        if (windows.Contains("day") && windows.Contains("month"))
        {
            node.Report("window", "E_WORD", "A request cannot be for a day and for a month.", "Leave one of them.");
        }

        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (where, text) in new[] { ("path", plan.Path), ("body", plan.Body ?? "") }.Concat(plan.Query.Select(q => ("query", q.Value))))
        {
            foreach (var name in Placeholders.In(text))
            {
                used.Add(name);
                if (!Placeholders.Known.Contains(name))
                {
                    node.Report(where, "E_PLACEHOLDER", $"'{{{name}}}' is not known.", $"Known: {string.Join(", ", Placeholders.Known.Select(k => $"{{{k}}}"))}.");
                }
            }
        }

        Needs(node, used.Contains("agency") == plan.PerAgency, "{agency} and window: agency go together.", "Add the one that is missing.");
        Needs(node, !used.Contains("day") || plan.Window == WindowKind.Day, "{day} needs window: day.", "Add it, or use {from} and {to}.");
        Needs(node, !used.Contains("month") || plan.Window == WindowKind.Month, "{month} needs window: month.", "Add it, or use {from} and {to}.");
        Needs(node, plan.Window == WindowKind.All || used.Overlaps(["from", "to", "day", "month"]), "The window is not part of the request.", "Use {day}, {month}, {from} or {to} in path, query or body.");
        Needs(node, plan.Paging.Kind != PagingKind.Page || used.Contains("page"), "Paging by page needs {page}.", "Use {page} in query or body.", "paging");
        Needs(node, plan.Paging.Kind != PagingKind.Offset || used.Contains("offset"), "Paging by offset needs {offset}.", "Use {offset} in query or body.", "paging");
        Needs(node, plan.Paging.Kind != PagingKind.Cursor || used.Contains("cursor"), "Paging by cursor needs {cursor}.", "Say how it is sent: {cursor} in query or body.", "paging");
        if (map.Kind == StreamKind.Records && (plan.On is null || map.Values.All(v => !v.On.Contains(plan.On))))
        {
            node.Report("on", "E_PROPERTY_MISSING", "'on' must name the date field by which {from} and {to} choose.", "One of the fields behind 'on' of the values; days are delivered on it.");
        }

        CheckBody(node, plan);
    }

    private static void CheckBody(MapNode node, RequestPlan plan)
    {
        if (plan.Body is null)
        {
            return;
        }

        Needs(node, plan.Method == HttpMethod.Post, "GET has no body.", "Write method: POST, or move the parameters into query.", "body");
        try
        {
            using var _ = JsonDocument.Parse(Placeholders.Fill(plan.Body, Placeholders.Known.ToDictionary(k => k, _ => (string?)"1"), text => text));
        }
        catch (JsonException)
        {
            node.Report("body", "E_REQUEST_BODY", "The body is not JSON when its placeholders are filled in.", "Check quotes and commas; texts need quotes around the placeholder.");
        }
    }

    private static void Needs(MapNode node, bool holds, string message, string remedy, string where = "window")
    {
        if (!holds)
        {
            node.Report(where, "E_PLACEHOLDER", message, remedy);
        }
    }

    private static string[] Steps(string? path) => path?.Split('.', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    private static string Choice(MapNode node, string name, string usual, params string[] choices)
    {
        var text = node.Text(name) ?? usual;
        if (choices.Contains(text))
        {
            return text;
        }

        node.Report(name, "E_WORD", text.Length == 0 ? $"'{name}' is missing." : $"'{text}' is not known for '{name}'.", $"One of: {string.Join(", ", choices)}.");
        return choices[0];
    }

    private static int Number(MapNode node, string name, int usual, int least, int most)
    {
        if (node.Text(name) is not { } text)
        {
            return usual;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        node.Report(name, "E_RANGE", $"'{name}' must be a whole number from {least} to {most}.", "Correct it.");
        return usual;
    }
}
