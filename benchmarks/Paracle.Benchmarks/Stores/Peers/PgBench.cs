using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Paracle.Benchmarks.Load;
using Paracle.Benchmarks.Servers;

namespace Paracle.Benchmarks.Stores.Peers;

/// <summary>PostgreSQL's own load generator, in C and next to free of charge: what is left is the server, and so the limit.</summary>
internal sealed class PgBench(Services services)
{
    public const string Name = "pgbench";

    private const int LongestSeconds = 16;
    private const int LeastTransactions = 10; // of each client

    private int _runs;

    /// <summary>Runs a script for whole seconds, which are what it can count in. Latencies come out of its log of every transaction.</summary>
    public async Task<LoadFigures> RunAsync(Route route, int clients, string script, CancellationToken cancellationToken)
    {
        // The time its clients take to connect is part of the time it gets, though not of its figures: on a machine that has other things to do it may be
        // nearly all, and what is left tells nothing.
        for (var seconds = clients < StoreDatabase.PeerConnections ? 1 : 2; seconds <= LongestSeconds; seconds *= 2)
        {
            if (await RunAsync(route, clients, script, seconds, cancellationToken) is { } figures)
            {
                return figures;
            }
        }

        throw new InvalidOperationException($"pgbench connected {clients} clients and had no time left for their work of {LongestSeconds} s.");
    }

    private async Task<LoadFigures?> RunAsync(Route route, int clients, string script, int seconds, CancellationToken cancellationToken)
    {
        var server = new NpgsqlConnectionStringBuilder(route == Route.Direct ? services.Postgres : services.PgBouncer);
        var folder = Directory.CreateTempSubdirectory("paracle-pgbench-");
        try
        {
            var file = Path.Combine(folder.FullName, "script.sql");
            await File.WriteAllTextAsync(file, script, cancellationToken);
            var start = new ProcessStartInfo(
                Path.Combine(services.Programs, "pgbench"),
                [
                    "--no-vacuum", "--log", $"--protocol={(route == Route.Direct ? "prepared" : "extended")}",
                    $"--client={clients}", $"--jobs={Math.Min(clients, 2)}", $"--time={seconds}", $"--file={file}", $"--random-seed={++_runs}",
                    $"--host={server.Host}", $"--port={server.Port}", $"--username={server.Username}", server.Database!,
                ])
            {
                WorkingDirectory = folder.FullName,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            };
            start.Environment["PGPASSWORD"] = server.Password;
            return Figures(await RunAsync(start, cancellationToken), folder, clients);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<string> RunAsync(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }

        return process.ExitCode == 0 ? await output : throw new InvalidOperationException($"pgbench failed with {process.ExitCode}:\n{await errors}");
    }

    private static LoadFigures? Figures(string said, DirectoryInfo folder, int clients)
    {
        var latencies = new Latencies();
        foreach (var line in folder.EnumerateFiles("pgbench_log.*").SelectMany(log => File.ReadLines(log.FullName)))
        {
            // client, number, microseconds, ...
            latencies.Record(TimeSpan.FromMicroseconds(double.Parse(line.Split(' ', 4)[2], CultureInfo.InvariantCulture)));
        }

        if (latencies.Count < LeastTransactions * clients)
        {
            return null;
        }

        const string sign = "tps = ";
        var rate = said[(said.IndexOf(sign, StringComparison.Ordinal) + sign.Length)..].Split(' ', 2)[0];
        return new LoadFigures(
            double.Parse(rate, CultureInfo.InvariantCulture), latencies.Microseconds(50), latencies.Microseconds(95), latencies.Microseconds(99), double.NaN);
    }
}
