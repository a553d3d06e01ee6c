using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Paracle.Store;

/// <summary>
/// Hears of the appends of other hosts, over one connection of its own that is opened when somebody first waits. It connects again when the line breaks,
/// and wakes everybody then: it may have missed something.
/// </summary>
internal sealed class QueueListener(
    PostgresDatabase database, PostgresConnections connections, IOptions<PostgresStoreOptions> options, TimeProvider timeProvider, ILogger<QueueListener> logger)
    : IDisposable
{
    // Polling goes on meanwhile.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly SignalSql _sql = new(database.Schema);
    private readonly Lock _lifecycle = new(); // guards _stopping
    private CancellationTokenSource? _stopping;

    /// <summary>Those who wait, in this host.</summary>
    public QueueSignals Signals { get; } = new();

    /// <summary>A task that ends with the next append, by whichever host; behind PgBouncer, which passes no notifications on, by this one.</summary>
    public async Task<Task> WatchAsync(string queue, CancellationToken cancellationToken)
    {
        database.RequireOpen(); // else a connection would be opened that no stop closes
        var next = Signals.NextAsync(queue);
        if (options.Value.Pooling == PostgresPooling.Direct)
        {
            EnsureListening();
            await database.RunAsync("queue.await", (session, token) => session.ExecuteAsync(_sql.Await(queue), token), cancellationToken).ConfigureAwait(false);
        }

        return next;
    }

    /// <summary>Closes the connection.</summary>
    public void Dispose()
    {
        lock (_lifecycle)
        {
            _stopping?.Cancel();
            _stopping = null;
        }
    }

    private void EnsureListening()
    {
        lock (_lifecycle)
        {
            if (_stopping is null)
            {
                var stopping = (_stopping = new CancellationTokenSource()).Token;
                using (ExecutionContext.SuppressFlow())
                {
                    _ = Task.Run(() => RunAsync(stopping), CancellationToken.None);
                }
            }
        }
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        using var pool = connections.Open(PostgresRole.Listener);
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(pool, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (PostgresErrors.IsForeign(exception) && !cancellationToken.IsCancellationRequested)
            {
                logger.ListenerLost(PostgresErrors.Kind(exception));
                await Task.Delay(Pause, timeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception exception) when (cancellationToken.IsCancellationRequested && (exception is OperationCanceledException || PostgresErrors.IsForeign(exception)))
            {
                return;
            }
        }
    }

    private async Task ListenAsync(PostgresPool pool, CancellationToken cancellationToken)
    {
        var rented = await pool.RentAsync("queue.listen", cancellationToken).ConfigureAwait(false);
        await using var closing = rented.ConfigureAwait(false);
        rented.Connection.Notification += (_, notification) => Signals.Raise(notification.Payload);
        await new PostgresSession(rented.Connection, options.Value.CommandTimeout).ExecuteAsync(new SqlStatement(_sql.Listen), cancellationToken).ConfigureAwait(false);
        Signals.RaiseAll();
        while (true)
        {
            await rented.Connection.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
