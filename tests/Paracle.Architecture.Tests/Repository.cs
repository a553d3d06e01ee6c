using System.Reflection;
using System.Xml.Linq;

namespace Paracle.Architecture.Tests;

/// <summary>The tree under test: its project files, sources and built packages.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<string> Packages { get; } =
        [.. Directory.GetDirectories(Path.Combine(Root, "src")).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];

    public static IReadOnlyList<Assembly> Assemblies { get; } = [.. Packages.Select(Assembly.Load)];

    public static XDocument Project(string package) => XDocument.Load(Path.Combine(Root, "src", package, package + ".csproj"));

    public static IReadOnlyList<string> References(string package, string element) =>
        [.. Project(package).Descendants(element).Select(item => item.Attribute("Include")!.Value)];

    /// <summary>C# files below a folder, relative to the root, without build output.</summary>
    public static IReadOnlyList<string> Sources(string folder) =>
        [.. Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];

    public static int LinesOf(string file) => File.ReadLines(Path.Combine(Root, file)).Count();

    /// <summary>The classes a person wrote: without those the compiler and the generators make.</summary>
    public static IEnumerable<Type> WrittenTypes(Assembly assembly) =>
        assembly.GetTypes().Where(type =>
            !type.Name.Contains('<', StringComparison.Ordinal)
            && type.DeclaringType?.Name.Contains('<', StringComparison.Ordinal) != true
            && !type.CustomAttributes.Any(attribute => attribute.AttributeType.Name is "CompilerGeneratedAttribute" or "GeneratedCodeAttribute")
            && type.Namespace?.StartsWith("Paracle", StringComparison.Ordinal) == true
            && !type.Namespace.Contains(".Generated", StringComparison.Ordinal));

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
