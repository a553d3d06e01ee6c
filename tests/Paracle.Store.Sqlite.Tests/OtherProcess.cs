using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace Paracle.Store.Sqlite.Tests;

/// <summary>This executable, started again by a test to be another process on the same file.</summary>
internal sealed class OtherProcess : IDisposable
{
    public const string Switch = "--as-other-process";
    private readonly Process _process;

    private OtherProcess(Process process) => _process = process;

    public StreamReader Output => _process.StandardOutput;

    public static OtherProcess Start(string task, string path)
    {
        var executable = Path.Combine(AppContext.BaseDirectory, "Paracle.Store.Sqlite.Tests" + (OperatingSystem.IsWindows() ? ".exe" : ""));
        var start = new ProcessStartInfo(executable, [Switch, task, path]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        return new OtherProcess(Process.Start(start)!);
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async Task<int> WaitAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    public static Task<int> RunAsync(string task, string path) => task switch
    {
        nameof(OpenAsync) => OpenAsync(path),
        nameof(WriteAsync) => WriteAsync(path),
        nameof(HoldLockAsync) => HoldLockAsync(path),
        _ => Task.FromResult(64),
    };

    /// <summary>Says that it is there, opens the store once the test closes its input, and ends.</summary>
    public static async Task<int> OpenAsync(string path)
    {
        await Console.Out.WriteLineAsync("ready");
        await Console.In.ReadToEndAsync();
        await using var store = await TestStore.StartAsync(path);
        return 0;
    }

    /// <summary>Writes executions from 16 callers for ever, and prints each id once its write is acknowledged.</summary>
    public static async Task<int> WriteAsync(string path)
    {
        await using var store = await TestStore.StartAsync(path);
        var output = TextWriter.Synchronized(new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true });
        await Task.WhenAll(Enumerable.Range(0, 16).Select(async _ =>
        {
            while (true)
            {
                var execution = Samples.Execution();
                await store.Executions.WriteAsync(execution, CancellationToken.None);
                await output.WriteLineAsync(execution.Id.ToString());
            }
        }));
        return 0;
    }

    /// <summary>Holds the write lock until the test closes its input.</summary>
    public static async Task<int> HoldLockAsync(string path)
    {
        await using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        await connection.OpenAsync();
        await using var transaction = connection.BeginTransaction(deferred: false);
        await Console.Out.WriteLineAsync("held");
        await Console.In.ReadToEndAsync();
        return 0;
    }
}
