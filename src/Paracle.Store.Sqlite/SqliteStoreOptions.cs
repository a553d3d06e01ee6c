using System.ComponentModel.DataAnnotations;

namespace Paracle;

/// <summary>Settings of the SQLite store; read once, when the store starts.</summary>
public sealed class SqliteStoreOptions
{
    /// <summary>The file, absolute or relative to the working folder; made if missing, in a folder that exists. Default <c>paracle.db</c>.
    /// Two more files, ending in <c>-wal</c> and <c>-shm</c>, stand beside it while the store is open.</summary>
    [Required(AllowEmptyStrings = false, ErrorMessage = "SqliteStoreOptions.Path is empty. Give the path of the store's file.")]
    public string Path { get; set; } = "paracle.db";

    /// <summary>How long to wait for another process that is writing to the same file, 1 s to 5 min. Default 5 s. After that the call fails with
    /// <see cref="UnavailableException"/>.</summary>
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>When a commit is made durable. Default <see cref="SqliteSynchronous.Full"/>: an acknowledged write survives a loss of power.</summary>
    public SqliteSynchronous Synchronous { get; set; } = SqliteSynchronous.Full;

    /// <summary>What to do with a schema that is behind. Default <see cref="SqliteMigrationMode.Apply"/>.</summary>
    public SqliteMigrationMode Migrations { get; set; } = SqliteMigrationMode.Apply;

    /// <summary>How many connections read at a time, 1 to 64; further reads wait for one. Default 4. More than one for
    /// each processor gains nothing.</summary>
    [Range(1, 64)]
    public int ReaderPoolSize { get; set; } = 4;

    /// <summary>How many writes may wait for the writer, 1 to 1,000,000. Default 10,000.</summary>
    [Range(1, 1_000_000)]
    public int WriteCapacity { get; set; } = 10_000;

    /// <summary>What happens to a write when <see cref="WriteCapacity"/> is reached. Default <see cref="OverflowPolicy.Wait"/>.</summary>
    public OverflowPolicy WriteOverflow { get; set; } = OverflowPolicy.Wait;

    /// <summary>The most writes that share a transaction, 1 to 10,000, and at most <see cref="WriteCapacity"/>. Default 500. A transaction takes what
    /// came while the last one ran and never waits for company.</summary>
    [Range(1, 10_000)]
    public int MaxWriteBatchSize { get; set; } = 500;

    /// <summary>How long a stop waits for the writes that were handed in, 0.1 s to 10 min; those left then fail with <see cref="UnavailableException"/>.
    /// Default 30 s.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the other processes on the file wait for a sign of life of this one before they close what it runs as Failed, 3 s to 1 hour.
    /// Default 60 s. At least three times <see cref="HostRenewal"/>.</summary>
    public TimeSpan HostLease { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How often this process gives a sign of life and looks for those that are lost, 1 s to 20 minutes. Default 15 s. It closes nothing before one
    /// <see cref="HostLease"/> has passed since its start.</summary>
    public TimeSpan HostRenewal { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long executions are kept after they began: 1 day to 100 years, or null to keep them for ever. Default null. What is older is removed
    /// once it has ended; what has not ended stays.</summary>
    public TimeSpan? Retention { get; set; }

    /// <summary>How often executions that <see cref="Retention"/> ends are looked for: 1 minute to 1 day, and up to a tenth more at random. Default 1 hour.</summary>
    public TimeSpan RetentionInterval { get; set; } = TimeSpan.FromHours(1);
}
