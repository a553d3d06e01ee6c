namespace Paracle.Store.Sqlite;

/// <summary>Opens the store before what uses it starts, and closes it after.</summary>
internal sealed class SqliteStoreService(SqliteDatabase database) : IParacleService
{
    public int Order => 0;

    // Opening waits for other processes that migrate, and SQLite's wait holds its thread: not the host's.
    public Task StartAsync(CancellationToken cancellationToken) => Task.Run(database.Open, cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => database.CloseAsync(cancellationToken);
}
