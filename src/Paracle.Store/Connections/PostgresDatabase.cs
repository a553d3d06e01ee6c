using Microsoft.Extensions.Options;

namespace Paracle.Store;

/// <summary>The open store. Every port works through it.</summary>
internal sealed class PostgresDatabase(IOptions<PostgresStoreOptions> options, TimeProvider timeProvider)
{
    // A replica that failed is left alone for so long: to wait for it in each listing would cost more than it saves.
    private static readonly TimeSpan ReplicaRest = TimeSpan.FromSeconds(5);

    private volatile PostgresClient? _service;
    private volatile PostgresClient? _replica;
    private long _replicaFailedAt;
    private volatile bool _isClosed;

    public SqlIdentifier Schema { get; } = new(options.Value.Schema);

    private bool IsRested => Volatile.Read(ref _replicaFailedAt) is var failedAt && (failedAt == 0 || timeProvider.GetElapsedTime(failedAt) >= ReplicaRest);

    private PostgresClient Ready => _service ?? throw new UnavailableException(_isClosed
        ? "The PostgreSQL store is closed. Start the host again."
        : "The PostgreSQL store is not started. Start the host, or call StartParacleAsync() where there is no host, before the store is used.");

    /// <exception cref="UnavailableException">The store is not started, or closed.</exception>
    public void RequireOpen() => _ = Ready;

    /// <summary>Takes work from now on.</summary>
    public void Open(PostgresClient service, PostgresClient? replica)
    {
        _isClosed = false;
        _replica = replica;
        _service = service;
    }

    /// <summary>Takes no more work.</summary>
    public void Close()
    {
        _isClosed = true;
        _service = null;
        _replica = null;
    }

    /// <inheritdoc cref="PostgresClient.RunAsync"/>
    public Task<TResult> RunAsync<TResult>(string operation, Func<PostgresSession, CancellationToken, Task<TResult>> work, CancellationToken cancellationToken) =>
        Ready.RunAsync(operation, work, cancellationToken);

    /// <inheritdoc cref="PostgresClient.RunOnceAsync"/>
    public Task<TResult> RunOnceAsync<TResult>(string operation, Func<PostgresSession, CancellationToken, Task<TResult>> work, CancellationToken cancellationToken) =>
        Ready.RunOnceAsync(operation, work, cancellationToken);

    /// <summary>Reads what may be a moment behind: from a standby where the options name any and one answers, else from the primary.</summary>
    public async Task<TResult> ReadAsync<TResult>(
        string operation, Func<PostgresSession, CancellationToken, Task<TResult>> read, CancellationToken cancellationToken)
    {
        var service = Ready;
        if (_replica is { } replica && IsRested)
        {
            try
            {
                return await replica.RunOnceAsync(operation, read, cancellationToken).ConfigureAwait(false);
            }
            catch (ParacleException)
            {
                // Whatever it is, a standby that lags behind a migration among it. The operation's duration has the error; the primary has the rows.
                Volatile.Write(ref _replicaFailedAt, timeProvider.GetTimestamp());
            }
        }

        return await service.RunAsync(operation, read, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc cref="PostgresClient.TransactAsync"/>
    public Task<TResult> TransactAsync<TResult>(
        string operation, bool isRepeatable, Func<PostgresSession, CancellationToken, Task<TResult>> work, CancellationToken cancellationToken) =>
        Ready.TransactAsync(operation, isRepeatable, work, cancellationToken);
}
