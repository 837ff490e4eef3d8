namespace IntegrationHub.Connectors.Http.Mappings;

/// <summary>What a field of a source record holds. It decides how it is read, and what of it may stay when it holds something else.</summary>
public enum FieldType
{
    /// <summary>An agency code, evened out in case and white space.</summary>
    Agency,

    /// <summary>A number or code that names a record; nothing that could be a person.</summary>
    Key,

    /// <summary>One of the listed codes; <c>true</c> is 1, <c>false</c> is 0.</summary>
    Code,

    /// <summary>A whole number of at least 0.</summary>
    Count,

    /// <summary>An exact amount of at least 0: money, or anything with a fraction.</summary>
    Amount,

    /// <summary>A whole number: number of a period, year.</summary>
    Number,

    /// <summary>A day in Việt Nam.</summary>
    Day,

    /// <summary>A month: 2024-03, 03/2024, 202403.</summary>
    Month,

    /// <summary>A quarter: 2024-Q1, Q1/2024, 1/2024.</summary>
    Quarter,

    /// <summary>A year.</summary>
    Year,

    /// <summary>Free text of which only stays whether there is any.</summary>
    Present,

    /// <summary>A list of records with fields of their own.</summary>
    List,
}

/// <summary>A field that the mapping reads. What has no such line is dropped at the edge.</summary>
/// <param name="Name">Name in the mapping and in readings.</param>
/// <param name="From">Path in the source's record, names separated by dots, matched without case; the name itself if not given.</param>
/// <param name="Type">What it holds.</param>
/// <param name="Required">Whether a record without it is refused.</param>
/// <param name="Codes">The known codes of a <see cref="FieldType.Code"/>.</param>
/// <param name="Unknown">Code of the refusal of an unknown code.</param>
/// <param name="Items">The fields of a <see cref="FieldType.List"/>.</param>
public sealed record FieldSpec(
    string Name, IReadOnlyList<string> From, FieldType Type, bool Required, IReadOnlyList<string> Codes, string Unknown, IReadOnlyList<FieldSpec> Items);
