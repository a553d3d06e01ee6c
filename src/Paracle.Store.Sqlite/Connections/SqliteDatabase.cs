using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Paracle.Store.Sqlite;

/// <summary>The open store: one writer fed by a pipeline, readers beside it. Every port works through it.</summary>
internal sealed class SqliteDatabase(
    IOptions<SqliteStoreOptions> options, TimeProvider timeProvider, SqliteTelemetry telemetry, ILogger<SqliteDatabase> logger) : IDisposable
{
    private volatile Connections? _open;
    private volatile bool _isClosed;

    public string FullPath => Ready.File.FullPath;

    private Connections Ready => _open ?? throw new UnavailableException(_isClosed
        ? "The SQLite store is closed. Start the host again."
        : "The SQLite store is not started. Start the host, or call StartParacleAsync() where there is no host, before the store is used.");

    /// <summary>Opens the file, brings its schema up to date, and takes work.</summary>
    /// <exception cref="ConfigurationException">The file or its schema is not what the settings say.</exception>
    /// <exception cref="UnavailableException">Another process holds the file, or the disk does not answer.</exception>
    public void Open()
    {
        var settings = options.Value;
        var file = new SqliteFile(settings);
        SqliteSession? session = null;
        try
        {
            session = file.OpenWriter();
            var migrator = new SqliteMigrator(settings, file.FullPath, timeProvider, logger);
            var isUpToDate = migrator.Check(session); // before the first change: the file may be another application's
            file.UseLog(session);
            if (!isUpToDate)
            {
                migrator.Apply(session);
            }

            _isClosed = false;
            _open = new Connections(
                file, new SqliteWriter(file, session, settings, timeProvider, telemetry.Writes), new SqliteReaderPool(file, settings.ReaderPoolSize));
            logger.Opened(file.FullPath, SqliteMigration.All[^1].Id);
        }
        catch (Exception exception)
        {
            session?.Dispose();
            if (exception is SqliteException sqlite)
            {
                throw file.WrapStart(sqlite);
            }

            throw;
        }
    }

    /// <summary>Commits what was handed in, then closes the file.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        if (_open is { } open)
        {
            await open.Writer.StopAsync(cancellationToken).ConfigureAwait(false);
        }

        Dispose();
    }

    // SQLite has no asynchronous calls. A read takes microseconds out of the page cache and never waits for the writer, so it runs on the caller's
    // thread: a hop to the pool first was measured to gain nothing, with 2 callers or 64.
    public ValueTask<TResult> ReadAsync<TResult>(Func<SqliteSession, TResult> read, CancellationToken cancellationToken) =>
        Ready.Readers.ReadAsync(read, cancellationToken);

    /// <summary>Does work in a transaction shared with others and ends when it is committed. Work that throws changes nothing.</summary>
    public ValueTask<TResult> WriteAsync<TResult>(Func<SqliteSession, TResult> work, CancellationToken cancellationToken) =>
        Ready.Writer.WriteAsync(new StoreWrite<TResult>(work, isAtomic: false), cancellationToken);

    /// <summary>The same for work that writes with one statement, as its last step; it spares the savepoint, a tenth of the cost.</summary>
    public ValueTask<TResult> WriteOnceAsync<TResult>(Func<SqliteSession, TResult> work, CancellationToken cancellationToken) =>
        Ready.Writer.WriteAsync(new StoreWrite<TResult>(work, isAtomic: true), cancellationToken);

    public void Dispose()
    {
        _isClosed = true;
        if (Interlocked.Exchange(ref _open, null) is { } open)
        {
            // The writer last: the last connection that may write folds the log into the file and removes it.
            open.Readers.Dispose();
            open.Writer.Dispose();
            logger.Closed();
        }
    }

    private sealed record Connections(SqliteFile File, SqliteWriter Writer, SqliteReaderPool Readers);
}
