using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Paracle.Architecture.Tests;

/// <summary>Pieces meet in ports and pipelines only: no static state, no ambient state, no events, no service locator.</summary>
public sealed class StateTests
{
    private const BindingFlags Everything =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    [Fact]
    public void StaticFields_AreReadOnly()
    {
        var mutable =
            from type in Repository.Assemblies.SelectMany(Repository.WrittenTypes)
            from field in type.GetFields(Everything)
            where field is { IsStatic: true, IsInitOnly: false, IsLiteral: false } && !field.Name.Contains('<', StringComparison.Ordinal)
            select $"{type.FullName}.{field.Name}";

        mutable.ShouldBeEmpty();
    }

    [Fact]
    public void Types_DeclareNoEventsAndNoAsyncLocal()
    {
        foreach (var type in Repository.Assemblies.SelectMany(Repository.WrittenTypes))
        {
            type.GetEvents(Everything).ShouldBeEmpty(type.FullName);
            type.GetFields(Everything)
                .Where(field => field.FieldType.IsGenericType && field.FieldType.GetGenericTypeDefinition() == typeof(AsyncLocal<>))
                .ShouldBeEmpty(type.FullName);
        }
    }

    [Fact]
    public void ServiceProvider_IsAskedOnly_WhereServicesAreRegistered()
    {
        var askers =
            from file in Repository.Sources("src")
            let root = CSharpSyntaxTree.ParseText(File.ReadAllText(Path.Combine(Repository.Root, file))).GetRoot()
            where root.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name => name.Identifier.Text is "GetRequiredService" or "GetService" or "GetServices" or "GetKeyedService" or "GetRequiredKeyedService")
                || root.DescendantNodes().OfType<GenericNameSyntax>().Any(name => name.Identifier.Text is "GetRequiredService" or "GetService" or "GetServices" or "GetKeyedService" or "GetRequiredKeyedService")
            where !Path.GetFileName(file).EndsWith("Extensions.cs", StringComparison.Ordinal)
            select file;

        askers.ShouldBeEmpty();
    }
}
