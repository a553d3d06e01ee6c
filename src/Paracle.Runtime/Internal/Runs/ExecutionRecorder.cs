using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Paracle.Runtime.Internal.Runs;

/// <summary>Writes a run's execution: once when it begins, and its end for as long as it takes within a bound of its own.</summary>
internal sealed class ExecutionRecorder(
    IExecutionStore store, IOptions<RuntimeOptions> options, TimeProvider timeProvider, ILogger<ExecutionRecorder> logger)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    /// <summary>Stores the execution as Running. Superseded is as good: a store that repeats a write of unknown outcome finds its own.</summary>
    public async Task BeginAsync(Execution execution, CancellationToken cancellationToken)
    {
        try
        {
            await store.WriteAsync(execution, cancellationToken).AsTask().AbandonAtAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not ParacleException && !cancellationToken.IsCancellationRequested)
        {
            throw new UnavailableException(
                $"Execution {execution.Id} could not be stored ({exception.GetType().Name}). Try again once the store answers.", exception);
        }
    }

    /// <summary>Stores the end and returns what is stored: another end, when the run was ended elsewhere before.</summary>
    public async Task<Execution> EndAsync(Execution ended)
    {
        // Not the caller's token and not the run's: both may be cancelled, and the end must be stored all the same.
        using var patience = new CancellationTokenSource(options.Value.EndWriteTimeout, timeProvider);
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            Exception failure;
            try
            {
                return await TryEndAsync(ended, patience.Token).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                failure = exception;
            }

            if (!patience.IsCancellationRequested && failure is not InvalidInputException)
            {
                Log.EndWriteRetried(logger, ended.Id, ended.State, failure.GetType().Name);
                await Task.Delay(pause, timeProvider, patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            if (patience.IsCancellationRequested || failure is InvalidInputException)
            {
                Log.EndWriteFailed(logger, ended.Id, ended.State, options.Value.EndWriteTimeout);
                throw new UnavailableException(
                    $"Execution {ended.Id} ended {ended.State}, but that could not be stored within {options.Value.EndWriteTimeout}. "
                    + "Bring the store back, or raise RuntimeOptions.EndWriteTimeout.",
                    failure)
                {
                    ExecutionId = ended.Id,
                };
            }
        }
    }

    private async Task<Execution> TryEndAsync(Execution ended, CancellationToken cancellationToken)
    {
        var outcome = await store.WriteAsync(ended, cancellationToken).AsTask().AbandonAtAsync(cancellationToken).ConfigureAwait(false);
        return outcome == ExecutionWriteOutcome.Applied
            ? ended
            : await store.FindAsync(ended.Tenant, ended.Id, cancellationToken).AsTask().AbandonAtAsync(cancellationToken).ConfigureAwait(false)
                ?? throw new UnavailableException($"Execution {ended.Id} was superseded, but is not to be found.");
    }
}
