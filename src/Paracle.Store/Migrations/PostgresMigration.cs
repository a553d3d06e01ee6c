using System.Security.Cryptography;
using System.Text;

namespace Paracle.Store;

/// <summary>One step of the schema, embedded as <c>Migrations/0001_name.sql</c>.</summary>
internal sealed record PostgresMigration(int Id, string Name, string Script)
{
    private const string Folder = "Migrations/";

    /// <summary>Every step, in order.</summary>
    public static IReadOnlyList<PostgresMigration> All { get; } = Load();

    /// <summary>SHA-256 over the script, in hexadecimal.</summary>
    public string Checksum { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Script)));

    private static List<PostgresMigration> Load()
    {
        var assembly = typeof(PostgresMigration).Assembly;
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
                var title = Path.GetFileNameWithoutExtension(name[Folder.Length..]);

                // A checkout may change line ends; that is no change of the schema.
                return new PostgresMigration(int.Parse(title[..4]), title[5..], reader.ReadToEnd().ReplaceLineEndings("\n"));
            })];
    }
}
