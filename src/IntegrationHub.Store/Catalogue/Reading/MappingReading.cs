using IntegrationHub.Indicators.Catalogue;

namespace IntegrationHub.Store.Catalogue.Reading;

/// <summary>mappings/: one folder per connector. What stands in a mapping is the connector's business; here it is only put in its place.</summary>
internal static class MappingReading
{
    public const string Suffix = ".map.yaml";
    public const string ExamplesSuffix = ".map.test.yaml";

    /// <summary>False when the file is none of a mapping's.</summary>
    public static bool Read(CatalogueFile file, Draft draft)
    {
        if (file.Path.Split('/') is not ["mappings", var connector, var name])
        {
            return false;
        }

        if (name.EndsWith(ExamplesSuffix, StringComparison.Ordinal))
        {
            draft.MappingExamples[$"mappings/{connector}/{name[..^ExamplesSuffix.Length]}{Suffix}"] = file;
            return true;
        }

        if (name.EndsWith(Suffix, StringComparison.Ordinal))
        {
            draft.Mappings.Add(new(connector, name[..^Suffix.Length], file.Path, file.Text));
            return true;
        }

        return false;
    }
}
