using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Paracle.Packages.Tests;

public sealed class SymbolsTests
{
    // "Embedded source" in the portable PDB format
    private static readonly Guid EmbeddedSource = new("0E8A571B-6926-466E-B4AD-8AB04611F5FE");

    public static TheoryData<string> Packages => [.. Tree.Packages];

    [Theory]
    [MemberData(nameof(Packages))]
    public void Symbols_AreOfThePackedAssembly(string id)
    {
        var package = PackedPackage.Of(id);
        using var assembly = new PEReader(new MemoryStream(package.Read(package.AssemblyPath)));
        var wanted = assembly.ReadCodeViewDebugDirectoryData(assembly.ReadDebugDirectory().Single(entry => entry.Type == DebugDirectoryEntryType.CodeView)).Guid;
        using var symbols = MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(package.ReadSymbols()));

        new BlobContentId(symbols.GetMetadataReader().DebugMetadataHeader!.Id).Guid.ShouldBe(wanted);
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void Symbols_HoldEverySource(string id)
    {
        using var symbols = MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(PackedPackage.Of(id).ReadSymbols()));
        var reader = symbols.GetMetadataReader();

        var missing = reader.Documents.Where(document => !reader.GetCustomDebugInformation(document)
            .Any(information => reader.GetGuid(reader.GetCustomDebugInformation(information).Kind) == EmbeddedSource));

        missing.Select(document => reader.GetString(reader.GetDocument(document).Name)).ShouldBeEmpty();
    }
}
