using System.Reflection;

namespace Paracle.Architecture.Tests;

public sealed class DependencyTests
{
    private const string Abstractions = "Paracle.Abstractions";

    public static TheoryData<string> Packages => [.. Repository.Packages];

    [Fact]
    public void Abstractions_References_NoProjectAndOnlyAbstractionPackages()
    {
        Repository.References(Abstractions, "ProjectReference").ShouldBeEmpty();
        Repository.References(Abstractions, "PackageReference").ShouldAllBe(package =>
            package.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal)
            && (package.EndsWith(".Abstractions", StringComparison.Ordinal) || package == "Microsoft.Extensions.Options"));
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void Package_ProjectReferences_AreTheAllowedOnes(string package)
    {
        string[] allowed = package switch
        {
            Abstractions => [],
            "Paracle" => [Abstractions, "Paracle.Runtime", "Paracle.Store", "Paracle.Store.Sqlite", "Paracle.Cache", "Paracle.Providers"],
            "Paracle.Providers.OpenAI" or "Paracle.Providers.Anthropic" => [Abstractions, "Paracle.Providers"],
            _ => [Abstractions],
        };

        Repository.References(package, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path)).ShouldBeSubsetOf(allowed);
    }

    [Theory]
    [InlineData("Npgsql", "Paracle.Store")]
    [InlineData("Microsoft.Data.Sqlite", "Paracle.Store.Sqlite")]
    [InlineData("SQLitePCLRaw", "Paracle.Store.Sqlite")]
    [InlineData("StackExchange.Redis", "Paracle.Cache")]
    [InlineData("System.Net.Http", "Paracle.Providers")]
    [InlineData("Microsoft.Extensions.Http", "Paracle.Providers")]
    [InlineData("OpenAI", "Paracle.Providers.OpenAI")]
    [InlineData("Anthropic", "Paracle.Providers.Anthropic")]
    [InlineData("Microsoft.AspNetCore", "Paracle.AspNetCore")]
    public void Vendor_IsReferenced_OnlyByItsPackage(string vendor, string owner)
    {
        var users = Repository.Assemblies
            .Where(assembly => assembly.GetReferencedAssemblies().Any(reference => IsOf(reference.Name!, vendor)))
            .Select(assembly => assembly.GetName().Name!)
            .Where(name => !IsOf(name, owner));

        users.ShouldBeEmpty();
    }

    [Fact]
    public void MicrosoftExtensionsAI_BeyondItsAbstractions_IsReferencedOnlyByProviders()
    {
        var users = Repository.Assemblies
            .Where(assembly => assembly.GetReferencedAssemblies().Any(reference =>
                IsOf(reference.Name!, "Microsoft.Extensions.AI") && reference.Name != "Microsoft.Extensions.AI.Abstractions"))
            .Select(assembly => assembly.GetName().Name!);

        users.ShouldAllBe(name => IsOf(name, "Paracle.Providers"));
    }

    [Fact]
    public void Assemblies_ShowInternals_OnlyToTheirTestsAndBenchmarks()
    {
        foreach (var assembly in Repository.Assemblies)
        {
            assembly.GetCustomAttributes<System.Runtime.CompilerServices.InternalsVisibleToAttribute>()
                .Select(attribute => attribute.AssemblyName)
                .ShouldBeSubsetOf([assembly.GetName().Name + ".Tests", "Paracle.Benchmarks"]);
        }
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void Package_HasTests_OfItsName(string package) =>
        File.Exists(Path.Combine(Repository.Root, "tests", package + ".Tests", package + ".Tests.csproj")).ShouldBeTrue();

    private static bool IsOf(string name, string family) => name == family || name.StartsWith(family + ".", StringComparison.Ordinal);
}
