using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using IntegrationHub.Testing;

namespace IntegrationHub.Architecture.Tests.Rules;

/// <param name="Licence">SPDX expression; null: the package does not say one.</param>
/// <param name="Needs">Names and versions of the packages that it brings.</param>
/// <param name="Registry">nuget, or npm for what the console's files are made of.</param>
internal sealed record PackageUse(string Name, string Version, string ContentHash, string? Licence, IReadOnlyList<string> Needs, string Registry = "nuget")
{
    public string Reference => $"pkg:{Registry}/{Name.Replace("@", "%40", StringComparison.Ordinal)}@{Version}";
}

/// <summary>The packages that a release of <c>hub</c> consists of, by its lock file and that of the console, as CycloneDX 1.6.</summary>
internal static class BillOfMaterials
{
    public const string File = "deploy/sbom.cdx.json";

    /// <summary>Licences under which a package may be part of the program, whose own is Apache-2.0: none of them asks for the source of what it is linked with.</summary>
    private static readonly HashSet<string> Taken = new(StringComparer.Ordinal) { "MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "PostgreSQL", "MS-PL", "blessing", "0BSD", "ISC" };

    /// <summary>Packages of before there were expressions: what their licence files say, read once by a person.</summary>
    private static readonly Dictionary<string, string> ByHand = new(StringComparer.Ordinal)
    {
        ["Microsoft.NETCore.Platforms"] = "MIT",
        ["NETStandard.Library"] = "MIT",
        ["Newtonsoft.Json"] = "MIT",
        ["RestEase"] = "MIT",
        ["SourceGear.sqlite3"] = "blessing",
    };

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static IReadOnlyList<PackageUse> Read(Checkout checkout, Func<string, string, string?> licenceOf)
    {
        var locked = JsonNode.Parse(checkout.Text("src/IntegrationHub.Host/packages.lock.json"))!["dependencies"]!.AsObject();
        return
        [
            .. locked.SelectMany(framework => framework.Value!.AsObject()).Where(p => (string?)p.Value!["type"] != "Project")
                .Select(p => (Name: p.Key, Entry: p.Value!))
                .Select(p => new PackageUse(
                    p.Name, (string)p.Entry["resolved"]!, (string)p.Entry["contentHash"]!, licenceOf(p.Name, (string)p.Entry["resolved"]!),
                    [.. (p.Entry["dependencies"]?.AsObject() ?? []).Select(d => d.Key)]))
                .DistinctBy(p => p.Name).OrderBy(p => p.Name, StringComparer.Ordinal),
        ];
    }

    /// <summary>What the bundle of the console is made of: not what only builds or checks it.</summary>
    public static IReadOnlyList<PackageUse> ReadConsole(Checkout checkout)
    {
        const string Folder = "node_modules/";
        var locked = JsonNode.Parse(checkout.Text("src/IntegrationHub.Console/package-lock.json"))!["packages"]!.AsObject();
        return
        [
            .. locked.Where(p => p.Key.StartsWith(Folder, StringComparison.Ordinal) && p.Value!["dev"] is null && p.Value["devOptional"] is null && p.Value["optional"] is null)
                .Select(p => new PackageUse(
                    p.Key[(p.Key.LastIndexOf(Folder, StringComparison.Ordinal) + Folder.Length)..], (string)p.Value!["version"]!, (string)p.Value["integrity"]!, (string?)p.Value["license"],
                    [.. (p.Value["dependencies"]?.AsObject() ?? []).Select(d => d.Key)], "npm"))
                .DistinctBy(p => p.Reference).OrderBy(p => p.Name, StringComparer.Ordinal).ThenBy(p => p.Version, StringComparer.Ordinal),
        ];
    }

    /// <summary>By the package as it was restored.</summary>
    public static string? RestoredLicence(string name, string version)
    {
        var root = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var (id, folder) = (name.ToLowerInvariant(), Path.Combine(root, name.ToLowerInvariant(), version.ToLowerInvariant()));
        var licence = XDocument.Load(Path.Combine(folder, id + ".nuspec")).Descendants().FirstOrDefault(e => e.Name.LocalName == "license");
        return licence?.Attribute("type")?.Value == "expression" ? licence.Value : ByHand.GetValueOrDefault(name);
    }

    public static IEnumerable<string> Violations(IEnumerable<PackageUse> packages) => packages
        .Where(p => p.Licence is null || !p.Licence.Trim('(', ')').Split(" OR ").Any(l => l.Split(" AND ").All(Taken.Contains)))
        .Select(p => $"{p.Name} {p.Version}: {p.Licence ?? "no licence that is known"}: may it be part of an Apache-2.0 program? Then add the licence; else leave the package out");

    public static string Document(IReadOnlyList<PackageUse> packages)
    {
        var version = XDocument.Load(Repository.File("Directory.Build.props")).Descendants("Version").Single().Value;
        var product = $"pkg:generic/integrationhub@{version}";
        var known = packages.GroupBy(p => (p.Registry, p.Name.ToLowerInvariant())).ToDictionary(g => g.Key, g => g.First().Reference);
        return new JsonObject
        {
            ["bomFormat"] = "CycloneDX",
            ["specVersion"] = "1.6",
            ["version"] = 1,
            ["metadata"] = new JsonObject
            {
                ["component"] = new JsonObject
                {
                    ["type"] = "application", ["bom-ref"] = product, ["name"] = "integrationhub", ["version"] = version, ["licenses"] = Licences("Apache-2.0"),
                },
            },
            ["components"] = new JsonArray([.. packages.Select(p => new JsonObject
            {
                ["type"] = "library", ["bom-ref"] = p.Reference, ["name"] = p.Name, ["version"] = p.Version, ["licenses"] = Licences(p.Licence!), ["purl"] = p.Reference,
                ["properties"] = new JsonArray(new JsonObject { ["name"] = p.Registry + ":contentHash", ["value"] = p.ContentHash }),
            })]),
            ["dependencies"] = new JsonArray([
                new JsonObject { ["ref"] = product, ["dependsOn"] = new JsonArray([.. packages.Select(p => JsonValue.Create(p.Reference))]) },
                .. packages.Select(p => new JsonObject
                {
                    ["ref"] = p.Reference, ["dependsOn"] = new JsonArray([.. p.Needs.Select(n => known.GetValueOrDefault((p.Registry, n.ToLowerInvariant()))).OfType<string>().Order(StringComparer.Ordinal).Select(n => JsonValue.Create(n))]),
                }),
            ]),
        }.ToJsonString(Indented) + "\n";
    }

    private static JsonArray Licences(string expression) => [new JsonObject { ["expression"] = expression }];
}
