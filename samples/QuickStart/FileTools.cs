using System.ComponentModel;
using Microsoft.Extensions.AI;

namespace QuickStart;

/// <summary>Two tools over the text files of one folder. No path, link or pattern leads out of it.</summary>
internal sealed class FileTools
{
    private const int MaxFiles = 200;
    private const int MaxCharacters = 4000;
    private const long MaxBytes = 1024 * 1024;

    private readonly string _root;

    public FileTools(string folder)
    {
        _root = RealPath(new DirectoryInfo(folder)).TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar;
        ListFiles = AIFunctionFactory.Create(ListAsync, "list_files", "Lists the text files of the folder, one path a line.");
        ReadFile = AIFunctionFactory.Create(ReadAsync, "read_file", "Reads the beginning of one text file of the folder.");
    }

    public AIFunction ListFiles { get; }

    public AIFunction ReadFile { get; }

    private async Task<string> ListAsync(
        [Description("List only files that contain this text; leave it out for all.")] string? contains = null,
        CancellationToken cancellationToken = default)
    {
        var paths = new List<string>();
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, MaxRecursionDepth = 8, AttributesToSkip = FileAttributes.System | FileAttributes.ReparsePoint };
        foreach (var file in new DirectoryInfo(_root).EnumerateFiles("*", options).OrderBy(file => file.FullName, StringComparer.Ordinal))
        {
            if (paths.Count == MaxFiles)
            {
                break;
            }

            var path = Path.GetRelativePath(_root, file.FullName);
            if (!path.AsSpan().ContainsAny('\r', '\n')
                && await TryReadTextAsync(file, cancellationToken) is { } text
                && (string.IsNullOrEmpty(contains) || text.Contains(contains, StringComparison.OrdinalIgnoreCase)))
            {
                paths.Add(path);
            }
        }

        return paths.Count == 0 ? "(no files)" : string.Join('\n', paths);
    }

    private async Task<string> ReadAsync(
        [Description("The file's path as listed.")] string path, CancellationToken cancellationToken = default)
    {
        var file = new FileInfo(Path.GetFullPath(path, _root));
        if (!file.Exists || !RealPath(file).StartsWith(_root, StringComparison.Ordinal))
        {
            return "There is no such file in the folder.";
        }

        var text = await TryReadTextAsync(file, cancellationToken);
        return text is null ? "The file is empty, is not text, is too large, or cannot be read." : text[..Math.Min(text.Length, MaxCharacters)];
    }

    private static async Task<string?> TryReadTextAsync(FileInfo file, CancellationToken cancellationToken)
    {
        try
        {
            // A pipe or a device says that it has no bytes, and opening one may wait for ever.
            if (file.Length is 0 or > MaxBytes)
            {
                return null;
            }

            var text = await File.ReadAllTextAsync(file.FullName, cancellationToken);
            return string.IsNullOrWhiteSpace(text) || text.Contains('\0', StringComparison.Ordinal) ? null : text;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // Follows links in every part of the path, so that the check against the root sees where the file really is.
    private static string RealPath(FileSystemInfo entry)
    {
        var target = entry.ResolveLinkTarget(returnFinalTarget: true) ?? entry;
        var parent = Path.GetDirectoryName(target.FullName);
        return parent is null ? target.FullName : Path.Combine(RealPath(new DirectoryInfo(parent)), target.Name);
    }
}
