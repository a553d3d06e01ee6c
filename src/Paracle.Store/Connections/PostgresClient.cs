using Microsoft.Extensions.Logging;
using Npgsql;

namespace Paracle.Store;

/// <summary>Calls over the connections of one role: takes one for each, retries what is safe to retry, and types the errors.</summary>
internal sealed class PostgresClient(
    PostgresPool pool, PostgresStoreOptions options, TimeSpan commandTimeout, TimeProvider timeProvider, Func<Random> random, StoreTelemetry telemetry, ILogger logger)
{
    /// <summary>Does work that may be repeated without a second effect. The statements of one round trip are one transaction.</summary>
    public Task<TResult> RunAsync<TResult>(string operation, Func<PostgresSession, CancellationToken, Task<TResult>> work, CancellationToken cancellationToken) =>
        CallAsync(operation, isRetried: true, (connection, _, token) => work(Session(connection), token), cancellationToken);

    /// <summary>Does work once: whoever looks after the server wants to know what is, not what may be in a moment.</summary>
    public Task<TResult> RunOnceAsync<TResult>(string operation, Func<PostgresSession, CancellationToken, Task<TResult>> work, CancellationToken cancellationToken) =>
        CallAsync(operation, isRetried: false, (connection, _, token) => work(Session(connection), token), cancellationToken);

    /// <summary>
    /// Does work in a transaction and commits it. Work that throws changes nothing. Lost before its commit, it is tried again; lost during it, only if
    /// it may be repeated: nobody knows whether it took effect.
    /// </summary>
    public Task<TResult> TransactAsync<TResult>(
        string operation, bool isRepeatable, Func<PostgresSession, CancellationToken, Task<TResult>> work, CancellationToken cancellationToken) =>
        CallAsync(
            operation,
            isRetried: true,
            async (connection, attempt, token) =>
            {
                var transaction = await connection.BeginTransactionAsync(token).ConfigureAwait(false);
                await using var rollback = transaction.ConfigureAwait(false);
                var result = await work(Session(connection), token).ConfigureAwait(false);
                attempt.IsUncertain = !isRepeatable;
                await transaction.CommitAsync(token).ConfigureAwait(false);
                return result;
            },
            cancellationToken);

    private PostgresSession Session(NpgsqlConnection connection) => new(connection, commandTimeout);

    private async Task<TResult> CallAsync<TResult>(
        string operation, bool isRetried, Func<NpgsqlConnection, Attempt, CancellationToken, Task<TResult>> work, CancellationToken cancellationToken)
    {
        var began = timeProvider.GetTimestamp();
        string? errorCode = ErrorCodes.Internal;
        try
        {
            var result = await TryAsync(operation, isRetried, work, cancellationToken).ConfigureAwait(false);
            errorCode = null;
            return result;
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

    private async Task<TResult> TryAsync<TResult>(
        string operation, bool isRetried, Func<NpgsqlConnection, Attempt, CancellationToken, Task<TResult>> work, CancellationToken cancellationToken)
    {
        RetrySchedule? schedule = null;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var attempt = new Attempt();
            TimeSpan pause;
            try
            {
                var rented = await pool.RentAsync(operation, cancellationToken).ConfigureAwait(false);
                await using var returning = rented.ConfigureAwait(false);
                attempt.IsConnected = true;
                return await work(rented.Connection, attempt, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (PostgresErrors.IsForeign(exception))
            {
                schedule ??= new RetrySchedule(isRetried ? options.RetryTimeout : TimeSpan.Zero, timeProvider, random());
                if (attempt.IsUncertain || !PostgresErrors.IsTransient(exception) || schedule.Next() is not { } next)
                {
                    throw PostgresErrors.Wrap(exception, operation, attempt.IsConnected, options);
                }

                pause = next;
                telemetry.Retried(operation);
                logger.Retried(operation, PostgresErrors.Kind(exception));
            }

            await Task.Delay(pause, timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    private sealed class Attempt
    {
        public bool IsConnected { get; set; }

        /// <summary>The commit was sent, and the work must not take effect twice.</summary>
        public bool IsUncertain { get; set; }
    }
}
