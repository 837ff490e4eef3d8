using System.Globalization;
using System.Text.RegularExpressions;
using IntegrationHub.Connectors.Http.Mappings;

namespace IntegrationHub.Connectors.Sql;

/// <param name="Parameters">Those of @from, @to and @day that the statement uses.</param>
/// <param name="Overlap">How many days before the last run are read again.</param>
internal sealed record QueryPlan(MapFile Map, string Sql, IReadOnlyList<string> Parameters, int Overlap);

/// <summary>
/// From the words of <c>query</c> to the plan. The check of the statement is for people who err; what holds is the account's rights and the
/// read-only transaction.
/// </summary>
internal static partial class QueryPlanReader
{
    private static readonly string[] Known = ["from", "to", "day"];

    /// <summary>Null when a problem was found.</summary>
    public static QueryPlan? Read(MapFile map, MapNode? node, List<DefinitionProblem> problems)
    {
        if (node is null)
        {
            problems.Add(new(1, 1, "E_PROPERTY_MISSING", "'query' is missing.", "Say what to read: query: { sql: \"SELECT … FROM view WHERE day >= @from AND day < @to\" }."));
            return null;
        }

        var before = problems.Count;
        var sql = node.RequiredText("sql", "Write one SELECT over the view.").Trim();
        var bare = Inert().Replace(sql, " ").Trim().TrimEnd(';').Trim();
        if (bare.Contains(';'))
        {
            Report("E_QUERY_STATEMENT", "There is more than one statement.", "Leave one SELECT.");
        }

        if (!Begin().IsMatch(bare))
        {
            Report("E_QUERY_STATEMENT", "The statement is no SELECT.", "Begin with SELECT, or with WITH … SELECT.");
        }

        if (Forbidden().Match(bare) is { Success: true } word)
        {
            Report("E_QUERY_STATEMENT", $"'{word.Value}' has no place in a read-only query.", "Have the database's operator put it into the view.");
        }

        var parameters = Parameter().Matches(bare).Select(m => m.Groups[1].Value).Distinct().ToList();
        foreach (var unknown in parameters.Except(Known))
        {
            Report("E_PLACEHOLDER", $"'@{unknown}' is not known.", "Known: @from, @to (the day after the last), @day (today).");
        }

        if (map.Fields.FirstOrDefault(f => f.From.Count != 1 || f.Type == FieldType.List) is { } deep)
        {
            Report("E_TYPE", $"'{deep.Name}' cannot be a column.", "A column is one value; name it with AS in the query.");
        }

        var overlap = 62;
        if (node.Text("overlap") is { } text && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out overlap) || overlap > 400))
        {
            node.Report("overlap", "E_RANGE", "'overlap' must be a whole number from 0 to 400.", "Correct it.");
        }

        node.Close("Known: sql, overlap.");
        return problems.Count == before ? new(map, sql.TrimEnd(';', ' ', '\n', '\r', '\t'), parameters, overlap) : null;

        void Report(string code, string message, string remedy) => node.Report("sql", code, message, remedy);
    }

    // Comments and what stands in quotation marks say nothing about the statement.
    [GeneratedRegex(@"--[^\n]*|/\*[\s\S]*?\*/|'(?:[^']|'')*'|""(?:[^""]|"""")*""|\$(\w*)\$[\s\S]*?\$\1\$", RegexOptions.CultureInvariant)]
    private static partial Regex Inert();

    [GeneratedRegex(@"^(SELECT|WITH)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Begin();

    [GeneratedRegex(@"\b(INSERT|UPDATE|DELETE|MERGE|INTO|TRUNCATE|CREATE|ALTER|DROP|GRANT|REVOKE|COPY|CALL|DO|EXECUTE|ATTACH|PRAGMA|VACUUM|LOCK|LISTEN|NOTIFY|SET|dblink\w*|lo_\w+|pg_read\w*|pg_ls\w*|pg_sleep\w*|pg_terminate\w*|pg_cancel\w*|set_config|load_extension|readfile|writefile|nextval|setval)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Forbidden();

    [GeneratedRegex(@"(?<![@\w])@([A-Za-z_]\w*)", RegexOptions.CultureInvariant)]
    private static partial Regex Parameter();
}
