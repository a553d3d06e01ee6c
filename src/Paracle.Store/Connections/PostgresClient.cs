using Microsoft.Extensions.Logging;

namespace Paracle.Store;

/// <summary>Calls over the connections of one role: takes one for each, retries what is safe to retry, and types the errors.</summary>
internal sealed class PostgresClient(
    PostgresPool pool, PostgresStoreOptions options, StatementLimit limit, TimeProvider timeProvider, Func<Random> random, StoreTelemetry telemetry, ILogger logger)
{
    private enum Kind
    {
        /// <summary>May be repeated without a second effect.</summary>
        Repeatable,

        /// <summary>Not repeated, though it could be.</summary>
        Once,

        /// <summary>A transaction that may be repeated without a second effect.</summary>
        RepeatableTransaction,

        /// <summary>A transaction that must not take effect twice.</summary>
        Transaction,
    }

    /// <summary>Does work that may be repeated without a second effect. The statements of one round trip are one transaction.</summary>
    public Task<TResult> RunAsync<TResult>(string operation, Func<PostgresSession, CancellationToken, Task<TResult>> work, CancellationToken cancellationToken) =>
        CallAsync(operation, Kind.Repeatable, work, cancellationToken);

    /// <summary>Does work once: whoever looks after the server wants to know what is, not what may be in a moment.</summary>
    public Task<TResult> RunOnceAsync<TResult>(string operation, Func<PostgresSession, CancellationToken, Task<TResult>> work, CancellationToken cancellationToken) =>
        CallAsync(operation, Kind.Once, work, cancellationToken);

    /// <summary>
    /// Does work in a transaction and commits it. Work that throws changes nothing. Lost before its commit, it is tried again; lost during it, only if
    /// it may be repeated: nobody knows whether it took effect.
    /// </summary>
    public Task<TResult> TransactAsync<TResult>(
        string operation, bool isRepeatable, Func<PostgresSession, CancellationToken, Task<TResult>> work, CancellationToken cancellationToken) =>
        CallAsync(operation, isRepeatable ? Kind.RepeatableTransaction : Kind.Transaction, work, cancellationToken);

    // One state machine for the whole of a call: the hot reads and writes pay for each that they go through.
    private async Task<TResult> CallAsync<TResult>(
        string operation, Kind kind, Func<PostgresSession, CancellationToken, Task<TResult>> work, CancellationToken cancellationToken)
    {
        var began = timeProvider.GetTimestamp();
        RetrySchedule? schedule = null;
        string? errorCode = ErrorCodes.Internal;
        try
        {
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var (isConnected, isUncertain) = (false, false);
                TimeSpan pause;
                try
                {
                    var rented = await pool.RentAsync(operation, cancellationToken).ConfigureAwait(false);
                    await using var returning = rented.ConfigureAwait(false);
                    isConnected = true;
                    var session = new PostgresSession(rented.Connection, limit.Duration);
                    TResult result;
                    if (kind < Kind.RepeatableTransaction)
                    {
                        result = await work(session, cancellationToken).ConfigureAwait(false);
                    }
                    else
                    {
                        var transaction = await rented.Connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
                        await using var rollback = transaction.ConfigureAwait(false);
                        result = await work(session, cancellationToken).ConfigureAwait(false);
                        isUncertain = kind == Kind.Transaction;
                        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                    }

                    errorCode = null;
                    return result;
                }
                catch (Exception exception) when (PostgresErrors.IsForeign(exception))
                {
                    if (!isConnected)
                    {
                        cancellationToken.ThrowIfCancellationRequested(); // the driver tells of a cancelled look for the primary as of hosts that failed
                    }

                    schedule ??= new RetrySchedule(kind == Kind.Once ? TimeSpan.Zero : options.RetryTimeout, timeProvider, random());
                    if (isUncertain || kind == Kind.Once || !PostgresErrors.IsTransient(exception) || schedule.Next() is not { } next)
                    {
                        throw PostgresErrors.Wrap(exception, operation, isConnected, limit, options);
                    }

                    pause = next;
                    telemetry.Retried(operation);
                    logger.Retried(operation, PostgresErrors.Kind(exception));
                }

                await Task.Delay(pause, timeProvider, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (ParacleException exception)
        {
            errorCode = exception.Code;
            throw;
        }
        catch (OperationCanceledException)
        {
            errorCode = ErrorCodes.Cancelled;
            throw;
        }
        finally
        {
            telemetry.Ended(operation, timeProvider.GetElapsedTime(began), errorCode);
        }
    }
}
