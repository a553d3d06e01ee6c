using System.ComponentModel;
using System.Diagnostics;

namespace Paracle.Testing;

/// <summary>The programs of servers, run as the user that servers run as: PostgreSQL and PgBouncer refuse root.</summary>
internal static class ServerPrograms
{
    // Where Debian keeps pgbouncer, and where a plain user's PATH does not look.
    private static readonly string Path = Environment.GetEnvironmentVariable("PATH") + ":/usr/sbin:/sbin";

    private static string[] AsServerUser => Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] : [];

    /// <summary>The path of a program of PostgreSQL's.</summary>
    public static string Postgres(string name)
    {
        var folder = Environment.GetEnvironmentVariable("PARACLE_PG_BIN") ?? Newest();
        return File.Exists($"{folder}/initdb")
            ? $"{folder}/{name}"
            : throw new InvalidOperationException("PostgreSQL's programs were not found. Install postgresql, or set PARACLE_PG_BIN to the folder of initdb.");
    }

    /// <summary>Runs a program to its end and gives what it printed. One that fails, or takes too long, is an error with its words.</summary>
    public static Task<string> RunAsync(string? password, params string[] command) => RunToItsEndAsync([.. AsServerUser, .. command], password);

    /// <summary>The same as the user of this process, who must be root.</summary>
    public static Task<string> RunAsRootAsync(params string[] command) => RunToItsEndAsync(command, password: null);

    /// <summary>Starts a server as a child of this process, which keeps its id true until it is waited for. What it says goes into a file.</summary>
    public static Process StartServer(string log, params string[] command) =>
        Start([.. AsServerUser, "sh", "-c", "exec \"$@\" >>\"$0\" 2>&1", log, .. command], password: null);

    private static async Task<string> RunToItsEndAsync(string[] command, string? password)
    {
        using var process = Start(command, password);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(Waiting.Limit, TimeProvider.System);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException exception)
        {
            process.Kill();
            throw new TimeoutException($"{command[0]} did not end within {Waiting.Limit}.", exception);
        }

        return process.ExitCode == 0 ? (await output).TrimEnd('\n') : throw new InvalidOperationException($"{command[0]} ended with {process.ExitCode}: {await errors}");
    }

    private static Process Start(string[] command, string? password)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = "/", // the server's user may not enter ours
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("PG", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        (start.Environment["PATH"], start.Environment["LC_ALL"], start.Environment["PGPASSWORD"]) = (Path, "C", password);
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new InvalidOperationException($"'{start.FileName}' cannot be started. eng/services.sh installs what tests need.", exception);
        }
    }

    private static string? Newest() =>
        Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(folder => int.TryParse(System.IO.Path.GetFileName(folder), out var version) ? version : 0)
                .Select(folder => folder + "/bin").FirstOrDefault()
            : null;
}
