using IntegrationHub.Connectors.Http.Mappings;

namespace IntegrationHub.Connectors.Files;

/// <param name="Field">Field of the mapping.</param>
/// <param name="Title">Title in the header row, as templates write it.</param>
/// <param name="Aliases">Other titles that people write.</param>
/// <param name="Note">What to fill in, for people.</param>
internal sealed record FileColumn(FieldSpec Field, string Title, IReadOnlyList<string> Aliases, string Note);

/// <summary>What a mapping's <c>file</c> says, checked.</summary>
/// <param name="Sheet">Name of the sheet; null for the first that is visible.</param>
/// <param name="UnitTitle">Title of a column with unit names for people, which is not read; null for none.</param>
internal sealed record FilePlan(MapFile Map, string? Sheet, string? UnitTitle, IReadOnlyList<FileColumn> Columns);

/// <summary>From the words of <c>file</c> to the plan, or to everything that is wrong with them.</summary>
internal static class FilePlanReader
{
    /// <summary>Null when a problem was found.</summary>
    public static FilePlan? Read(MapFile map, MapNode? node, List<DefinitionProblem> problems)
    {
        if (node is null)
        {
            problems.Add(new(1, 1, "E_PROPERTY_MISSING", "'file' is missing.", "Say which column each field stands in: file: { columns: { FIELD: { title: … } } }."));
            return null;
        }

        var before = problems.Count;
        var (sheet, unitTitle, columns) = (node.Text("sheet"), node.Text("unitTitle"), node.Map("columns"));
        if (columns is null)
        {
            node.Report("columns", "E_PROPERTY_MISSING", "'columns' is missing.", "Give each field its title.");
        }

        var read = new List<FileColumn>();
        foreach (var name in columns?.Names ?? [])
        {
            if (map.Fields.FirstOrDefault(f => f.Name == name) is not { } field)
            {
                columns!.Report(name, "E_FIELD_UNKNOWN", $"'{name}' is not among the fields.", $"Fields are {string.Join(", ", map.Fields.Select(f => f.Name))}.");
                continue;
            }

            if (field.Type is FieldType.List || field.From is not [var only] || only != field.Name)
            {
                columns!.Report(name, "E_TYPE", $"'{name}' cannot stand in a cell.", "A column is one value: no list, and no 'from'.");
            }

            if (columns!.IsMap(name) && columns.Map(name) is { } column)
            {
                read.Add(new(field, column.RequiredText("title", "Write the title of the column."), column.Texts("aliases"), column.Text("note") ?? ""));
                column.Close("Known: title, aliases, note.");
            }
            else
            {
                read.Add(new(field, columns.RequiredText(name, "Write the title of the column."), [], ""));
            }
        }

        foreach (var field in map.Fields.Where(f => columns is not null && !columns.Has(f.Name)))
        {
            node.Report("columns", "E_PROPERTY_MISSING", $"'{field.Name}' has no column.", "Give it a title, or remove the field.");
        }

        foreach (var twice in read.SelectMany(c => c.Aliases.Append(c.Title).Select(Titles.Fold).Distinct()).GroupBy(t => t).Where(g => g.Count() > 1))
        {
            node.Report("columns", "E_DUPLICATE", $"Two columns are called '{twice.Key}' when accents and case are left out.", "Rename one.");
        }

        node.Close("Known: sheet, unitTitle, columns.");
        return problems.Count == before ? new(map, sheet, unitTitle, read) : null;
    }
}
