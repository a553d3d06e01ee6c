using Microsoft.Extensions.Logging;
using Npgsql;

namespace Paracle.Store;

/// <summary>Calls over one data source: opens a connection for each, retries what is safe to retry, and types the errors.</summary>
internal sealed class PostgresClient(
    NpgsqlDataSource dataSource, PostgresStoreOptions options, TimeSpan commandTimeout, TimeProvider timeProvider, StoreTelemetry telemetry, ILogger logger)
{
    // The second attempt at once: a dead connection out of the pool and a deadlock are gone by then. The third gives a server that starts again a moment.
    private static readonly TimeSpan[] Pauses = [TimeSpan.Zero, TimeSpan.FromMilliseconds(250)];

    /// <summary>Does work that may be repeated without a second effect. The statements of one round trip are one transaction.</summary>
    public Task<TResult> RunAsync<TResult>(string operation, Func<PostgresSession, CancellationToken, Task<TResult>> work, CancellationToken cancellationToken) =>
        CallAsync(operation, (connection, _, token) => work(Session(connection), token), cancellationToken);

    /// <summary>
    /// Does work in a transaction and commits it. Work that throws changes nothing. Lost before its commit, it is tried again; lost during it, only if
    /// it may be repeated: nobody knows whether it took effect.
    /// </summary>
    public Task<TResult> TransactAsync<TResult>(
        string operation, bool isRepeatable, Func<PostgresSession, CancellationToken, Task<TResult>> work, CancellationToken cancellationToken) =>
        CallAsync(
            operation,
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
        string operation, Func<NpgsqlConnection, Attempt, CancellationToken, Task<TResult>> work, CancellationToken cancellationToken)
    {
        var began = timeProvider.GetTimestamp();
        string? errorCode = ErrorCodes.Internal;
        try
        {
            var result = await TryAsync(operation, work, cancellationToken).ConfigureAwait(false);
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
        string operation, Func<NpgsqlConnection, Attempt, CancellationToken, Task<TResult>> work, CancellationToken cancellationToken)
    {
        for (var retries = 0; ; retries++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var attempt = new Attempt();
            try
            {
                var connection = await dataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
                await using var closing = connection.ConfigureAwait(false);
                attempt.IsConnected = true;
                return await work(connection, attempt, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (PostgresErrors.IsForeign(exception))
            {
                if (retries == Pauses.Length || attempt.IsUncertain || !PostgresErrors.IsTransient(exception))
                {
                    throw PostgresErrors.Wrap(exception, operation, attempt.IsConnected, options);
                }

                telemetry.Retried(operation);
                logger.Retried(operation, PostgresErrors.Kind(exception));
            }

            await Task.Delay(Pauses[retries], timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    private sealed class Attempt
    {
        public bool IsConnected { get; set; }

        /// <summary>The commit was sent, and the work must not take effect twice.</summary>
        public bool IsUncertain { get; set; }
    }
}
