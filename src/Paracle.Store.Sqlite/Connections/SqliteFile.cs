using Microsoft.Data.Sqlite;

namespace Paracle.Store.Sqlite;

/// <summary>The store's file: opens connections to it and says what SQLite's errors mean for it.</summary>
internal sealed class SqliteFile(SqliteStoreOptions options)
{
    // Bounds the log file after a burst: SQLite cuts it back to this size at a checkpoint.
    private const int LogSizeLimit = 64 * 1024 * 1024;

    public string FullPath { get; } = Path.GetFullPath(options.Path);

    /// <summary>Opens the one connection that writes, and makes the file if it is missing.</summary>
    /// <exception cref="ConfigurationException">The path cannot be that of a file.</exception>
    public SqliteSession OpenWriter()
    {
        RequireFolder();
        return Open(SqliteOpenMode.ReadWriteCreate);
    }

    /// <summary>Puts the file into write-ahead logging, so that readers and the writer do not wait for each other.</summary>
    /// <exception cref="ConfigurationException">The file system does not allow it.</exception>
    public void UseLog(SqliteSession writer)
    {
        if (writer.Scalar("PRAGMA journal_mode = WAL") is not "wal")
        {
            throw new ConfigurationException(
                $"The file '{FullPath}' cannot use write-ahead logging, which the store needs. Put SqliteStoreOptions.Path on a local disk.");
        }

        writer.Run($"PRAGMA synchronous = {(options.Synchronous == SqliteSynchronous.Full ? "FULL" : "NORMAL")}; PRAGMA journal_size_limit = {LogSizeLimit}");
    }

    /// <summary>Opens a connection that can only read.</summary>
    public SqliteSession OpenReader() => Open(SqliteOpenMode.ReadOnly);

    /// <summary>The typed error for an error of SQLite.</summary>
    /// <param name="exception">SQLite's error.</param>
    /// <param name="doing">What was being done, as the subject of a sentence: "Writing to".</param>
    public UnavailableException Wrap(SqliteException exception, string doing) => new($"{doing} the SQLite store at '{FullPath}' failed: {Reason(exception)}", exception);

    /// <summary>The typed error for an error while the store starts: what only a change of settings or files can mend is the host's set-up.</summary>
    public ParacleException WrapStart(SqliteException exception) => (SqliteResult)exception.SqliteErrorCode switch
    {
        SqliteResult.CannotOpen or SqliteResult.ReadOnly or SqliteResult.Permission or SqliteResult.NotADatabase or SqliteResult.Corrupt =>
            new ConfigurationException($"SqliteStoreOptions.Path is '{FullPath}', which cannot be opened: {Reason(exception)}", exception),
        _ => Wrap(exception, "Opening"),
    };

    private string Reason(SqliteException exception) => (SqliteResult)exception.SqliteErrorCode switch
    {
        SqliteResult.Busy or SqliteResult.Locked =>
            $"another process held the write lock for longer than SqliteStoreOptions.BusyTimeout, {options.BusyTimeout}. End long transactions there, or raise the time-out.",
        SqliteResult.Full => "the disk, or the file's allowance on it, is full. Free space; the store goes on by itself.",
        SqliteResult.ReadOnly => "the file or its folder is read-only. Give this process the right to write to both.",
        SqliteResult.CannotOpen or SqliteResult.Permission => "the file cannot be made or opened. Give this process the right to read and write the file and its folder.",
        SqliteResult.NotADatabase => "the file is not a SQLite database. Choose another path, or move the file away.",
        SqliteResult.Corrupt => "the file is damaged. Restore a backup, or salvage it with the sqlite3 shell's .recover.",
        SqliteResult.InputOutput => "the disk reported an error. Check it; what was acknowledged before stays.",
        _ => $"SQLite reported error {exception.SqliteErrorCode}, extended {exception.SqliteExtendedErrorCode}. Look it up at sqlite.org/rescode.html.",
    };

    private SqliteSession Open(SqliteOpenMode mode)
    {
        var text = new SqliteConnectionStringBuilder
        {
            DataSource = FullPath,
            Mode = mode,
            Pooling = false, // the store keeps its own connections, so that closing it closes the file

            // The provider retries a locked file by sleeping 150 ms between attempts; the pragma below waits finer and comes first.
            DefaultTimeout = (int)options.BusyTimeout.TotalSeconds,
        };
        var session = new SqliteSession(new SqliteConnection(text.ConnectionString));
        try
        {
            session.Open();
            session.Run($"PRAGMA busy_timeout = {(int)options.BusyTimeout.TotalMilliseconds}");
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private void RequireFolder()
    {
        if (Directory.Exists(FullPath))
        {
            throw new ConfigurationException($"SqliteStoreOptions.Path is '{FullPath}', which is a folder. Add a file name.");
        }

        var folder = Path.GetDirectoryName(FullPath);
        if (!Directory.Exists(folder))
        {
            throw new ConfigurationException($"SqliteStoreOptions.Path is '{FullPath}', and the folder '{folder}' does not exist. Create it, or choose another path.");
        }
    }
}
