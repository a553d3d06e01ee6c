using System.Diagnostics;

namespace Paracle.Packages.Tests;

/// <summary>
/// A throw-away project outside the tree that installs the packages of the feed. Its cache of packages is its own and empty: a package of
/// the same version that an earlier build left in the user's cannot take their place.
/// </summary>
internal sealed class ConsumerProject : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10); // only a hang gets there

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("paracle-consumer-");
    private readonly string _version;

    public ConsumerProject(string version)
    {
        _version = version;
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Consumer")))
        {
            File.Copy(file, Path.Combine(_folder.FullName, Path.GetFileName(file)));
        }
    }

    public string Output => Path.Combine(_folder.FullName, "output");

    public Task BuildAsync(CancellationToken cancellationToken) =>
        DotnetAsync(["build", "-c", "Release", "-o", Output, "-v", "quiet", "-nodeReuse:false", "-p:UseSharedCompilation=false"], cancellationToken);

    /// <summary>What the program printed.</summary>
    public Task<string> RunAsync(Uri model, string task, CancellationToken cancellationToken) =>
        DotnetAsync([Path.Combine(Output, "Consumer.dll"), model.ToString(), task], cancellationToken);

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<string> DotnetAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = _folder.FullName,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name); // a test run under `dotnet test` would else lend its own build to the project
        }

        start.Environment["NUGET_PACKAGES"] = Path.Combine(_folder.FullName, "packages");
        start.Environment["CONSUMER_FEED"] = Tree.Feed;
        start.Environment["CONSUMER_VERSION"] = _version;
        using var process = Process.Start(start)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            process.ExitCode.ShouldBe(0, $"dotnet {string.Join(' ', arguments)}\n{await output}\n{await errors}");
            return await output;
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"dotnet {string.Join(' ', arguments)} did not end within {Limit}.", exception);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
