using IntegrationHub.Architecture.Tests.Rules;
using IntegrationHub.Testing;

namespace IntegrationHub.Architecture.Tests;

/// <summary>A small tree with a violation in it: a rule that does not report it is no rule.</summary>
internal sealed class PlantedTree : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public PlantedTree With(string file, string text)
    {
        _folder.Write(file, text);
        return this;
    }

    /// <param name="place">Folder of the project, for example <c>src</c>.</param>
    public PlantedTree WithProject(string place, string name, string[]? references = null, string[]? packages = null) =>
        With($"{place}/{name}/{name}.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <ItemGroup>
                {string.Concat((references ?? []).Select(r => $"""<ProjectReference Include="../../x/{r}/{r}.csproj" />"""))}
                {string.Concat((packages ?? []).Select(p => $"""<PackageReference Include="{p}" />"""))}
              </ItemGroup>
            </Project>
            """);

    public Checkout Read() => Checkout.Read(_folder.Path);

    public void Dispose() => _folder.Dispose();
}
