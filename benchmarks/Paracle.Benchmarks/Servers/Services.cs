using System.Diagnostics;
using System.Globalization;
using Paracle.Benchmarks.Results;

namespace Paracle.Benchmarks.Servers;

/// <summary>PostgreSQL, PgBouncer and Redis of this run alone, fresh and in a folder of their own: nobody else's rows or load are in them.</summary>
internal sealed class Services : IAsyncDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"paracle-benchmark-{Environment.ProcessId}");
    private Dictionary<string, string> _variables = [];

    public string Postgres => _variables["PARACLE_TEST_POSTGRES"];

    public string PgBouncer => _variables["PARACLE_TEST_PGBOUNCER"];

    public string Redis => _variables["PARACLE_TEST_REDIS"];

    /// <summary>A folder that PostgreSQL may write to; it goes with the servers.</summary>
    public string Folder => _folder;

    /// <summary>The folder of PostgreSQL's programs.</summary>
    public string Programs => _variables["PARACLE_PG_BIN"];

    public static async Task<Services> StartAsync(CancellationToken cancellationToken)
    {
        var services = new Services();
        try
        {
            var output = await services.RunAsync("up", cancellationToken);
            services._variables = output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line["export ".Length..].Split('=', 2))
                .ToDictionary(pair => pair[0], pair => pair[1].Trim('\''), StringComparer.Ordinal);
            return services;
        }
        catch
        {
            await services.DisposeAsync();
            throw;
        }
    }

    /// <summary>The id of a server's process: postgres, pgbouncer or redis.</summary>
    public int ProcessOf(string server)
    {
        var file = server == "postgres" ? Path.Combine(_folder, "postgres", "postmaster.pid") : Path.Combine(_folder, $"{server}.pid");
        return int.Parse(File.ReadLines(file).First(), CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync() => await RunAsync("down", CancellationToken.None);

    private async Task<string> RunAsync(string command, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("bash", [Path.Combine(ResultFolder.Root, "eng", "services.sh"), command])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("PARACLE_TEST_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name); // it would name somebody else's server
        }

        start.Environment["PARACLE_SERVICES_DIR"] = _folder;
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"eng/services.sh {command} failed with {process.ExitCode}; what it said is above.");
    }
}
