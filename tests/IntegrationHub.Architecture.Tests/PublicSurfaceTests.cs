using System.Reflection;
using IntegrationHub.Connectors;
using IntegrationHub.Contracts;
using IntegrationHub.Testing;
using Xunit;

namespace IntegrationHub.Architecture.Tests;

/// <summary>What others compile against is the approved one: a change of it is seen in review, in contracts/public-surface.txt.</summary>
public sealed class PublicSurfaceTests
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    [Fact]
    public void The_public_surface_of_contracts_is_the_approved_one()
    {
        var file = Repository.File("contracts/public-surface.txt");
        var surface = string.Concat(new[] { typeof(MeasurementsReported), typeof(IConnector) }.SelectMany(t => Of(t.Assembly)).Select(line => line + "\n"));
        if (Environment.GetEnvironmentVariable("HUB_APPROVE") == "1")
        {
            File.WriteAllText(file, surface);
        }

        Assert.True(File.Exists(file) && File.ReadAllText(file) == surface, "the public surface of contracts/ is not what contracts/public-surface.txt says; if that is meant, run this test with HUB_APPROVE=1 and look at the difference");
    }

    [Fact]
    public void A_member_more_or_less_or_of_another_type_is_seen()
    {
        var lines = Of(typeof(MeasurementsReported).Assembly).ToList();
        Assert.Contains("IntegrationHub.Contracts.MeasurementsReported", lines);
        Assert.Contains("  Int64[] Amounts { get; init; } required", lines);
        Assert.DoesNotContain(lines, l => l.Contains("EqualityContract", StringComparison.Ordinal) || l.Contains('<', StringComparison.Ordinal) && l.Contains("$", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Of(Assembly assembly) => assembly.GetExportedTypes().OrderBy(t => t.FullName, StringComparer.Ordinal).SelectMany(type =>
        Members(type).Order(StringComparer.Ordinal).Select(m => "  " + m).Prepend(Name(type)));

    private static string Name(Type type) => type.FullName
        + (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) && parent != typeof(Enum) ? " : " + parent.Name : "")
        + string.Concat(type.GetInterfaces().Where(i => i.Assembly == type.Assembly).Select(i => " : " + i.Name));

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            return Enum.GetNames(type).Select(n => $"{n} = {Convert.ToInt64(Enum.Parse(type, n), System.Globalization.CultureInfo.InvariantCulture)}");
        }

        var properties = type.GetProperties(Declared).Where(p => IsVisible(p.GetMethod)).Select(p =>
            $"{Text(p.PropertyType)} {p.Name} {{ get;{(IsVisible(p.SetMethod) ? IsInit(p) ? " init;" : " set;" : "")} }}{(p.CustomAttributes.Any(a => a.AttributeType.Name == "RequiredMemberAttribute") ? " required" : "")}");
        var methods = type.GetMethods(Declared).Where(m => IsVisible(m) && !m.IsSpecialName && !m.Name.Contains('<', StringComparison.Ordinal) && !IsOfRecord(m)).Select(m =>
            $"{(m.IsAbstract ? "abstract " : m.IsVirtual && !m.IsFinal && !type.IsSealed ? "virtual " : "")}{Text(m.ReturnType)} {m.Name}({Parameters(m)})");
        var constructors = type.GetConstructors(Declared).Where(c => IsVisible(c) && !(c.GetParameters() is [var only] && only.ParameterType == type)).Select(c => $"new({Parameters(c)})");
        return properties.Where(p => !p.Contains("EqualityContract", StringComparison.Ordinal)).Concat(methods).Concat(constructors);
    }

    // What every record has.
    private static bool IsOfRecord(MethodInfo m) => m.Name is "ToString" or "GetHashCode" or "Equals" or "PrintMembers" or "Deconstruct";

    private static bool IsVisible(MethodBase? m) => m is not null && (m.IsPublic || m.IsFamily || m.IsFamilyOrAssembly);

    private static bool IsInit(PropertyInfo p) => p.SetMethod!.ReturnParameter.GetRequiredCustomModifiers().Any(m => m.Name == "IsExternalInit");

    private static string Parameters(MethodBase m) => string.Join(", ", m.GetParameters().Select(p => $"{Text(p.ParameterType)} {p.Name}{(p.HasDefaultValue ? " = " + (p.DefaultValue ?? "null") : "")}"));

    private static string Text(Type type) => Nullable.GetUnderlyingType(type) is { } inner ? Text(inner) + "?"
        : type.IsArray ? Text(type.GetElementType()!) + "[]"
        : type.IsGenericType ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(Text))}>"
        : type.Name;
}
