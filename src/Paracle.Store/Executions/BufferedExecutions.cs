using Microsoft.Extensions.Logging;

namespace Paracle.Store;

/// <summary>Acknowledges writes before they are durable: bounded, in order for each execution, every loss counted and logged.</summary>
#pragma warning disable CA1001 // never disposed: writes under way give their room back after a stop
internal sealed class BufferedExecutions(
    PostgresStoreOptions options,
    Func<Execution, CancellationToken, ValueTask<ExecutionWriteOutcome>> write,
    TimeProvider timeProvider,
    StoreTelemetry telemetry,
    ILogger logger)
#pragma warning restore CA1001
{
    // A server that goes away loses thousands of writes at a time: one line says how many.
    private static readonly TimeSpan LogInterval = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _room = new(options.WriteCapacity);
    private int _unlogged;
    private volatile bool _isStopping;

    public async ValueTask<ExecutionWriteOutcome> WriteAsync(Execution execution, CancellationToken cancellationToken)
    {
        var patience = options.WriteOverflow == OverflowPolicy.Wait ? Timeout.Infinite : 0;
        if (!await _room.WaitAsync(patience, cancellationToken).ConfigureAwait(false))
        {
            throw new LimitExceededException(
                ErrorCodes.QueueFull,
                $"{options.WriteCapacity} writes of executions wait, as many as PostgresStoreOptions.WriteCapacity allows. Slow down, raise it, or let callers wait for room.");
        }

        if (_isStopping)
        {
            _room.Release();
            throw new UnavailableException("The PostgreSQL store is stopping and buffers no more writes. Write again once the host is started.");
        }

        _ = KeepAsync(execution);
        return ExecutionWriteOutcome.Applied;
    }

    /// <summary>Takes writes from now on, or refuses them: what a stop has begun to drain must not grow.</summary>
    public void Open(bool isOpen) => _isStopping = !isOpen;

    /// <summary>Waits until every write that was accepted has its outcome, which the writers' own stop has brought about, and logs the losses.</summary>
    public async Task DrainAsync()
    {
        for (var i = 0; i < options.WriteCapacity; i++)
        {
            await _room.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        }

        _room.Release(options.WriteCapacity);
        LogLosses();
    }

    private async Task KeepAsync(Execution execution)
    {
        try
        {
            await write(execution, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // Its caller was told long ago; the writer's own telemetry has the reason.
            telemetry.WriteLost();
            if (Interlocked.Increment(ref _unlogged) == 1)
            {
                _ = LogSoonAsync();
            }
        }
        finally
        {
            _room.Release();
        }
    }

    private async Task LogSoonAsync()
    {
        await Task.Delay(LogInterval, timeProvider, CancellationToken.None).ConfigureAwait(false);
        LogLosses();
    }

    private void LogLosses()
    {
        if (Interlocked.Exchange(ref _unlogged, 0) is > 0 and var lost)
        {
            logger.WritesLost(lost);
        }
    }
}
