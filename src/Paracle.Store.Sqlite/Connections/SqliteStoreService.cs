namespace Paracle.Store.Sqlite;

/// <summary>Opens the store before what uses it starts, looks after it, and closes it after.</summary>
internal sealed class SqliteStoreService(SqliteDatabase database, SqliteHost host, SqliteMaintainer maintainer) : IParacleService
{
    public int Order => 0;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // Opening waits for other processes that migrate, and SQLite's wait holds its thread: not the host's.
        await Task.Run(database.Open, cancellationToken).ConfigureAwait(false);
        await host.StartAsync(cancellationToken).ConfigureAwait(false);
        maintainer.Start();
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            await maintainer.StopAsync(cancellationToken).ConfigureAwait(false);
            await host.StopAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await database.CloseAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
