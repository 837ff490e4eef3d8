using System.Globalization;
using System.Text;
using IntegrationHub.Connectors;

namespace IntegrationHub.Host.Commands.Sources;

/// <summary>The file of a new source: everything that its connector needs, explained in both languages from its own descriptions.</summary>
internal static class SourceTemplate
{
    public static string Of(ConnectorModule module, string id)
    {
        var yaml = new StringBuilder();
        Line($"# {module.NameVi} · {module.NameEn}");
        Line($"# Connector {module.Key}, {module.Stability}. Check: hub lint FILE; load: hub apply -f FILE; then: hub source test {id}, hub source preview {id}.");
        Line($"id: {id}");
        Line($"connector: {module.Key}");
        Line($"name: {{ vi: {Quoted(module.NameVi)}, en: {Quoted(module.NameEn)} }}");
        Line("# Bỏ luồng không cần đọc. Leave out what is not to be read.");
        Line("streams:");
        var read = module.StreamsOf(module.Options.Where(o => o.Default is not null).ToDictionary(o => o.Name, o => o.Default!));
        foreach (var stream in module.Streams)
        {
            Line($"  {(read.Contains(stream) ? "" : "# ")}- {stream.Name}   # {stream.TitleVi} · {stream.TitleEn}");
        }

        Line("# Phút giờ ngày tháng thứ, giờ Việt Nam. Minute hour day month weekday, time of Viet Nam; without it only on request.");
        Line("schedule: \"*/15 * * * *\"");
        Line("enabled: true");
        Line("options:");
        foreach (var option in module.Options)
        {
            Line($"  # {option.TitleVi}: {option.HelpVi}");
            Line($"  # {option.TitleEn}: {option.HelpEn}{Limits(option)}");
            Line($"  {(option.Required ? "" : "# ")}{option.Name}: {Value(option)}");
        }

        return yaml.ToString();

        void Line(string text) => yaml.Append(text).Append('\n');
    }

    private static string Value(OptionDescription option)
    {
        var value = option.Default ?? option.Example ?? "";
        return option.Type switch
        {
            OptionType.Secret => $"{{ secret: {Quoted(value.Length > 0 ? value : "env:" + option.Name.ToUpperInvariant())} }}",
            OptionType.Number or OptionType.Flag or OptionType.Date => value,
            _ => Quoted(value),
        };
    }

    private static string Limits(OptionDescription option) => (option.Minimum, option.Maximum) switch
    {
        ({ } least, { } most) => string.Create(CultureInfo.InvariantCulture, $" ({least} to {most})"),
        ({ } least, null) => string.Create(CultureInfo.InvariantCulture, $" (at least {least})"),
        (null, { } most) => string.Create(CultureInfo.InvariantCulture, $" (at most {most})"),
        _ => "",
    };

    private static string Quoted(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
