using System.Xml.Linq;

namespace Paracle.Packages.Tests;

public sealed class PackageTests
{
    public static TheoryData<string> Packages => [.. Tree.Packages];

    [Fact]
    public void Feed_HoldsThePackagesOfSrc_InOneVersion()
    {
        PackedPackage.All.Select(package => package.Id).ShouldBe(Tree.Packages);
        PackedPackage.All.Select(package => package.Version).Distinct(StringComparer.Ordinal).Count().ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void Metadata_SaysWhatThePackageIs(string id)
    {
        var package = PackedPackage.Of(id);

        Value(package, "description").ShouldBe(Tree.Project(id).Descendants("Description").Single().Value);
        Value(package, "license").ShouldBe("MIT");
        Value(package, "readme").ShouldBe("README.md");
        Value(package, "authors").ShouldBe("Paracle contributors");
        Value(package, "tags").ShouldContain("agents");
        package.Metadata("repository").Single().Attribute("commit")!.Value.Length.ShouldBe(40);
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void Dependencies_AreTheReferencesOfTheProject_AndNothingThatOnlyBuildsIt(string id)
    {
        var package = PackedPackage.Of(id);
        var project = Tree.Project(id);
        var expected = Includes(project, "PackageReference").Select(name => $"{name} {Tree.VersionOf(name)}")
            .Concat(Includes(project, "ProjectReference").Select(path => $"{Path.GetFileNameWithoutExtension(path)} {package.Version}"));

        package.Metadata("dependency").Select(item => $"{item.Attribute("id")!.Value} {item.Attribute("version")!.Value}").ShouldBe(expected, ignoreOrder: true);
        package.Metadata("frameworkReference").Select(item => item.Attribute("name")!.Value).ShouldBe(Includes(project, "FrameworkReference"));
        package.Metadata("group").Select(item => item.Attribute("targetFramework")!.Value).Distinct(StringComparer.Ordinal).ShouldBe(["net10.0"]);
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void Files_AreAssemblyDocumentationAndReadme(string id)
    {
        var package = PackedPackage.Of(id);

        package.Files().ShouldBe([$"{id}.nuspec", "README.md", package.AssemblyPath, $"lib/net10.0/{id}.xml"], ignoreOrder: true);
        package.Read("README.md").ShouldBe(File.ReadAllBytes(Path.Combine(Tree.Root, "README.md")));
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void Assembly_IsTheOneThatTheOtherTestsTested(string id)
    {
        var package = PackedPackage.Of(id);

        package.Read(package.AssemblyPath).AsSpan().SequenceEqual(File.ReadAllBytes(Tree.BuiltAssembly(id))).ShouldBeTrue($"The package {id} is not of the last build: pack again.");
    }

    private static string Value(PackedPackage package, string name) => package.Metadata(name).Single().Value;

    private static IEnumerable<string> Includes(XDocument project, string element) =>
        project.Descendants(element).Select(item => item.Attribute("Include")!.Value);
}
