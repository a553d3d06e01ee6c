using System.Xml.Linq;

namespace Paracle.Packages.Tests;

/// <summary>The tree that the packages are of.</summary>
internal static class Tree
{
    public static string Root { get; } = FindRoot();

    /// <summary>Where <c>dotnet pack</c> leaves the packages.</summary>
    public static string Feed => Path.Combine(Root, "artifacts", "package", "release");

    public static IReadOnlyList<string> Packages { get; } =
        [.. Directory.GetDirectories(Path.Combine(Root, "src")).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)];

    public static XDocument Project(string package) => XDocument.Load(Path.Combine(Root, "src", package, package + ".csproj"));

    public static string BuiltAssembly(string package) => Path.Combine(Root, "artifacts", "bin", package, "release", package + ".dll");

    public static string VersionOf(string dependency) =>
        XDocument.Load(Path.Combine(Root, "Directory.Packages.props")).Descendants("PackageVersion")
            .Single(item => item.Attribute("Include")!.Value == dependency).Attribute("Version")!.Value;

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Paracle.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
