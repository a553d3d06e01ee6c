using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Paracle.Packages.Tests;

/// <summary>A package as <c>dotnet pack</c> left it, with its symbols.</summary>
internal sealed partial class PackedPackage
{
    private const string Remedy = "Remove artifacts/package and run: dotnet build Paracle.sln -c Release && dotnet pack Paracle.sln -c Release --no-build";

    // without the ending: the package and its symbols differ in that
    private readonly string _path;
    private readonly XDocument _nuspec;

    private PackedPackage(string id, string version)
    {
        _path = Path.Combine(Tree.Feed, $"{id}.{version}");
        (Id, Version) = (id, version);
        using var nuspec = new MemoryStream(Read($"{id}.nuspec"));
        _nuspec = XDocument.Load(nuspec);
    }

    /// <summary>Every package of the feed. A package of two versions fails: which of them is meant?</summary>
    public static IReadOnlyList<PackedPackage> All { get; } = FindAll();

    public string Id { get; }

    public string Version { get; }

    public string AssemblyPath => $"lib/net10.0/{Id}.dll";

    public static PackedPackage Of(string id) =>
        All.SingleOrDefault(package => package.Id == id) ?? throw new InvalidOperationException($"{Tree.Feed} holds no package {id}. {Remedy}");

    /// <summary>What the package brings, without the container's own parts.</summary>
    public IReadOnlyList<string> Files()
    {
        using var archive = ZipFile.OpenRead(_path + ".nupkg");
        return [.. archive.Entries.Select(entry => entry.FullName)
            .Where(name => name != "[Content_Types].xml" && !name.StartsWith("_rels/", StringComparison.Ordinal) && !name.StartsWith("package/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];
    }

    public byte[] Read(string file) => Read(_path + ".nupkg", file);

    public byte[] ReadSymbols() => Read(_path + ".snupkg", Path.ChangeExtension(AssemblyPath, "pdb"));

    /// <summary>The elements of the nuspec of that name, whatever the version of its schema.</summary>
    public IEnumerable<XElement> Metadata(string name) => _nuspec.Descendants().Where(element => element.Name.LocalName == name);

    private static byte[] Read(string archivePath, string file)
    {
        using var archive = ZipFile.OpenRead(archivePath);
        var entry = archive.GetEntry(file) ?? throw new InvalidOperationException($"{archivePath} holds no {file}.");
        using var content = new MemoryStream();
        using var stream = entry.Open();
        stream.CopyTo(content);
        return content.ToArray();
    }

    private static List<PackedPackage> FindAll()
    {
        var names = Directory.Exists(Tree.Feed) ? Directory.GetFiles(Tree.Feed, "*.nupkg").Select(file => FileName().Match(Path.GetFileName(file))).Where(IsLibrary).ToList() : [];
        if (names.Count == 0)
        {
            throw new InvalidOperationException($"{Tree.Feed} holds no packages. {Remedy}");
        }

        if (names.GroupBy(name => name.Groups["id"].Value, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new InvalidOperationException($"{Tree.Feed} holds {twice.Count()} versions of {twice.Key}. {Remedy}");
        }

        return [.. names.Select(name => new PackedPackage(name.Groups["id"].Value, name.Groups["version"].Value)).OrderBy(package => package.Id, StringComparer.Ordinal)];
    }

    // A tool carries all that it needs, and none of what a library has.
    private static bool IsLibrary(Match name) => name.Groups["id"].Value != "Paracle.Tool";

    [GeneratedRegex(@"^(?<id>\D+?)\.(?<version>\d.*)\.nupkg$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FileName();
}
