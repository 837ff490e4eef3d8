using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace IntegrationHub.Simulators.Faults;

/// <summary>Lists that change while they are read page by page. What is added and taken away is a second copy of the first record, so that the truth stays what it was.</summary>
internal sealed class ListShift
{
    private static readonly string[] TotalNames = ["total", "totalCount", "tongSo", "count", "totalPages"];

    private readonly ConcurrentDictionary<string, bool> _begun = new();
    private readonly ConcurrentDictionary<string, string> _lastRows = new();

    public byte[] Change(byte[] body, HttpRequest request, Func<string, Fault?> take)
    {
        if (take(FaultKinds.EndsEarly) is { } early && PageQuery.Of(request, early) is { Page: > 1 })
        {
            return Edit(body, list => list.Clear(), 0);
        }

        if (take(FaultKinds.DeletedWhilePaging) is { } deleted && PageQuery.Of(request, deleted) is { Page: 1 } first && _begun.TryAdd(first.List, true))
        {
            // Only the first look at the first page shows the copy: when the second page is asked for, it is gone.
            return Edit(body, list =>
            {
                list.Insert(0, list[0]!.DeepClone());
                if (list.Count > first.Size)
                {
                    list.RemoveAt(list.Count - 1);
                }
            }, 1);
        }

        return take(FaultKinds.InsertedWhilePaging) is { } inserted && PageQuery.Of(request, inserted) is { } query ? Inserted(body, query) : body;
    }

    private byte[] Inserted(byte[] body, PageQuery query)
    {
        if (query.Page == 1 && !_begun.ContainsKey(query.List))
        {
            return Edit(body, list => _lastRows[query.List + "#1"] = list[^1]!.ToJsonString(), 0);
        }

        _begun.TryAdd(query.List, true);
        return Edit(body, list =>
        {
            var last = list.Count > 0 ? list[^1]!.ToJsonString() : null;
            if (query.Page == 1)
            {
                list.Insert(0, list[0]!.DeepClone());
            }
            else if (_lastRows.TryGetValue($"{query.List}#{query.Page - 1}", out var before))
            {
                list.Insert(0, JsonNode.Parse(before));
            }

            if (last is not null)
            {
                _lastRows[$"{query.List}#{query.Page}"] = last;
                if (list.Count > query.Size)
                {
                    list.RemoveAt(list.Count - 1);
                }
            }
        }, 1, alsoEmpty: true);
    }

    private static byte[] Edit(byte[] body, Action<JsonArray> edit, int more, bool alsoEmpty = false)
    {
        if (FaultyRows.Parse(body) is not { } root)
        {
            return body;
        }

        FaultyRows.VisitLists(root, edit);
        if (alsoEmpty)
        {
            Find<JsonArray>(root).Where(list => list.Count == 0).Take(1).ToList().ForEach(edit);
        }

        foreach (var owner in Find<JsonObject>(root))
        {
            foreach (var name in TotalNames.Where(name => name != "totalPages" && owner[name] is JsonValue))
            {
                owner[name] = long.Parse(owner[name]!.ToString(), CultureInfo.InvariantCulture) + more;
            }
        }

        return JsonSerializer.SerializeToUtf8Bytes(root);
    }

    // The envelope's own objects and lists, not those of records.
    private static IEnumerable<T> Find<T>(JsonNode? node)
        where T : JsonNode
    {
        if (node is T found)
        {
            yield return found;
        }

        foreach (var inner in (node as JsonObject)?.SelectMany(member => Find<T>(member.Value)) ?? [])
        {
            yield return inner;
        }
    }
}

/// <summary>Which page of which list a request asks for.</summary>
internal sealed record PageQuery(string List, long Page, long Size)
{
    public static PageQuery? Of(HttpRequest request, Fault fault)
    {
        if (fault.PageParameter is not { } page || fault.SizeParameter is not { } size || !long.TryParse(request.Query[size], CultureInfo.InvariantCulture, out var rows))
        {
            return null;
        }

        var at = long.TryParse(request.Query[page], CultureInfo.InvariantCulture, out var number) ? number : 0;
        rows -= fault.ToEnd ? at : 0;
        var list = request.Path + string.Join('&', request.Query.Where(q => q.Key != page && !(fault.ToEnd && q.Key == size)).Select(q => $"{q.Key}={q.Value}"));
        return rows < 1 ? null : new(list, fault.ByOffset ? (at / rows) + 1 : Math.Max(at, 1), rows);
    }

    /// <summary>Asks for fewer records a page than the caller did.</summary>
    public static void Shrink(HttpRequest request, Fault fault)
    {
        if (fault.SizeParameter is { } size && request.Query.ContainsKey(size))
        {
            var query = request.Query.ToDictionary(q => q.Key, q => (string?)q.Value.ToString());
            var rows = int.Parse(fault.Value ?? "3", CultureInfo.InvariantCulture);
            rows += fault is { ToEnd: true, PageParameter: { } page } ? int.Parse(query[page]!, CultureInfo.InvariantCulture) : 0;
            query[size] = rows.ToString(CultureInfo.InvariantCulture);
            request.QueryString = new QueryString(QueryHelpers.AddQueryString("", query));
        }
    }
}
