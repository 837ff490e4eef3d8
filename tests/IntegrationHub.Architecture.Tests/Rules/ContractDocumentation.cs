using System.Reflection;
using System.Xml.Linq;

namespace IntegrationHub.Architecture.Tests.Rules;

/// <summary>Contracts are read by people who do not have the source: every public type says what it means.</summary>
internal static class ContractDocumentation
{
    public static IEnumerable<string> Undocumented(IEnumerable<Type> publicTypes, XDocument documentation)
    {
        var documented = documentation.Descendants("member")
            .Where(m => !string.IsNullOrWhiteSpace((string?)m.Element("summary")))
            .Select(m => (string?)m.Attribute("name"))
            .ToHashSet();
        foreach (var type in publicTypes)
        {
            var name = type.FullName!.Replace('+', '.');
            if (!documented.Contains($"T:{name}"))
            {
                yield return $"{name}: no <summary>";
            }

            // Parameters of a positional record are documented by <param> instead; the compiler looks after those.
            var positional = type.GetConstructors().SelectMany(c => c.GetParameters()).Select(p => p.Name).ToHashSet();
            foreach (var member in type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Where(p => !positional.Contains(p.Name)))
            {
                if (!documented.Contains($"P:{name}.{member.Name}"))
                {
                    yield return $"{name}.{member.Name}: no <summary>";
                }
            }
        }
    }

    public static XDocument Of(Assembly assembly) => XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml"));
}
