using System.Diagnostics;
using Paracle.Testing;
using Paracle.Torture.Stores;

namespace Paracle.Torture.WriteBehind;

/// <summary>A <see cref="WorkerHost"/> as its parent sees it.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    public WorkerProcess(string connectionString)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet")
        {
            ArgumentList = { "exec", typeof(WorkerHost).Assembly.Location, WorkerHost.Command },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment[StoreHost.ConnectionVariable] = connectionString;
        _process = Process.Start(start)!;
        _errors = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>Waits until it writes to the source.</summary>
    public async Task WaitUntilAtWorkAsync(CancellationToken cancellationToken)
    {
        if (await _process.StandardOutput.ReadLineAsync(cancellationToken).AsTask().WaitAsync(Waiting.Limit, TimeProvider.System, cancellationToken) != WorkerVoice.Working)
        {
            throw new InvalidOperationException($"A worker ended before it worked: {await _errors}");
        }
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Lets it stop in an orderly way.</summary>
    public async Task StopAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync().WaitAsync(Waiting.Limit, TimeProvider.System);
        if (_process.ExitCode != 0)
        {
            throw new InvalidOperationException($"A worker ended with {_process.ExitCode}: {await _errors}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }
}
