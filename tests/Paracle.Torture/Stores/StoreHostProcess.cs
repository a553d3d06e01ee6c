using System.Diagnostics;
using Paracle.Testing;

namespace Paracle.Torture.Stores;

/// <summary>A <see cref="StoreHost"/> as its parent sees it.</summary>
internal sealed class StoreHostProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task _hearing;
    private readonly Task<string> _errors;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public StoreHostProcess(string name, int seed, string connectionString, StoreLedger ledger)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet")
        {
            ArgumentList = { "exec", typeof(StoreHost).Assembly.Location, StoreHost.Command, name, seed.ToString() },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment[StoreHost.ConnectionVariable] = connectionString;
        _process = Process.Start(start)!;
        _errors = _process.StandardError.ReadToEndAsync();
        _hearing = HearAsync(ledger);
    }

    /// <summary>Whether its store is open, as far as is known.</summary>
    public bool IsReady => _ready.Task.IsCompletedSuccessfully;

    /// <summary>SIGKILL, and the wait until everything it had said is heard.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        await _hearing;
    }

    /// <summary>Waits until its store is open.</summary>
    public Task WaitUntilReadyAsync() => _ready.Task.WaitAsync(Waiting.Limit, TimeProvider.System);

    /// <summary>Lets it bring to an end what it produces; it goes on working off.</summary>
    /// <returns>Whether it could within the limit.</returns>
    public async Task<bool> DrainAsync(TimeSpan limit)
    {
        await _process.StandardInput.WriteLineAsync(StoreHost.Drain);
        await _process.StandardInput.FlushAsync();
        await _drained.Task.WaitAsync(limit, TimeProvider.System).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return _drained.Task.IsCompletedSuccessfully;
    }

    /// <summary>Lets it stop in an orderly way.</summary>
    public async Task StopAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync().WaitAsync(Waiting.Limit, TimeProvider.System);
        await _hearing;
        if (_process.ExitCode != 0)
        {
            throw new InvalidOperationException($"A host ended with {_process.ExitCode}: {await _errors}");
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

    private async Task HearAsync(StoreLedger ledger)
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            switch (ledger.Hear(line))
            {
                case HostWord.Ready:
                    _ready.TrySetResult();
                    break;
                case HostWord.Drained:
                    _drained.TrySetResult();
                    break;
            }
        }

        // Cancelled, not failed: nobody may be waiting any more.
        _ready.TrySetCanceled();
        _drained.TrySetCanceled();
    }
}
