using System.Security.Cryptography;
using System.Text;

namespace Paracle.Store;

/// <summary>
/// One step of the schema, embedded as <c>Migrations/0001_name.sql</c>. One that is embedded as <c>Migrations/0001_name.index.sql</c> is an index of executions,
/// named as the step is and built online.
/// </summary>
internal sealed record PostgresMigration(int Id, string Name, string Script, bool IsOnlineIndex)
{
    private const string Folder = "Migrations/";
    private const string Extension = ".sql";
    private const string IndexExtension = ".index.sql";

    /// <summary>Every step, in order. A number may be left out.</summary>
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
                var isIndex = name.EndsWith(IndexExtension, StringComparison.Ordinal);
                var title = name[Folder.Length..^(isIndex ? IndexExtension : Extension).Length];

                // A checkout may change line ends; that is no change of the schema.
                return new PostgresMigration(int.Parse(title[..4]), title[5..], reader.ReadToEnd().ReplaceLineEndings("\n"), isIndex);
            })];
    }
}
