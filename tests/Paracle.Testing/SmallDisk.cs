namespace Paracle.Testing;

/// <summary>A file system of a few megabytes in memory, to be filled and freed. Mounting it takes root, which CI is.</summary>
public sealed class SmallDisk : IAsyncDisposable
{
    private readonly string _ballast;

    private SmallDisk(string folder) => (Folder, _ballast) = (folder, $"{folder}/ballast");

    /// <summary>Where it is mounted; the servers' user owns it.</summary>
    public string Folder { get; }

    /// <summary>Mounts one.</summary>
    public static async Task<SmallDisk> CreateAsync(int megabytes)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            throw new InvalidOperationException("A small disk is a tmpfs, and mounting it takes root: run this test as root, as CI does.");
        }

        var folder = Directory.CreateTempSubdirectory("paracle-disk-").FullName;
        await ServerPrograms.RunAsRootAsync("mount", "-t", "tmpfs", "-o", $"size={megabytes}m,mode=700,uid=postgres,gid=postgres", "tmpfs", folder);
        return new SmallDisk(folder);
    }

    /// <summary>Leaves no room on it.</summary>
    public void Fill()
    {
        using var file = File.Create(_ballast);
        try
        {
            for (var block = new byte[4096]; ; file.Write(block))
            {
                file.Flush();
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    /// <summary>Gives the room back.</summary>
    public void Free() => File.Delete(_ballast);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await ServerPrograms.RunAsRootAsync("umount", Folder);
        Directory.Delete(Folder);
    }
}
