using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Paracle;

/// <summary>Settings of the PostgreSQL store; read once, when the store starts.</summary>
public sealed class PostgresStoreOptions
{
    /// <summary>Where the database is and who reads and writes it, in Npgsql's form: <c>Host=...;Database=...;Username=...;Password=...</c>.
    /// No default. Never logged. Of several hosts, with commas between them, whichever is the primary is used. The database must be encoded as UTF8.</summary>
    [Required(AllowEmptyStrings = false, ErrorMessage = "PostgresStoreOptions.ConnectionString is empty. Give it as Host=...;Database=...;Username=...;Password=...")]
    public string ConnectionString { get; set; } = "";

    /// <summary>The same database with a role that may create tables, or null to use <see cref="ConnectionString"/>. Default null. Migrations and
    /// months of executions are made with it, so that the service's role need not own them. Not used when <see cref="Migrations"/> is Verify.</summary>
    public string? MaintenanceConnectionString { get; set; }

    /// <summary>Standbys of the same database, or null for none. Default null. Listings are read there, a moment behind; where no standby can be
    /// reached, from the primary.</summary>
    public string? ReplicaConnectionString { get; set; }

    /// <summary>The schema that holds the tables, made if missing: 1 to 63 lower-case ASCII letters, digits and underscores, not beginning with a digit or
    /// <c>pg_</c>. Default <c>paracle</c>.</summary>
    [Required(AllowEmptyStrings = false, ErrorMessage = "PostgresStoreOptions.Schema is empty. Name the schema, for example 'paracle'.")]
    public string Schema { get; set; } = "paracle";

    /// <summary>What to do with a schema that is behind. Default <see cref="PostgresMigrationMode.Apply"/>.</summary>
    public PostgresMigrationMode Migrations { get; set; } = PostgresMigrationMode.Apply;

    /// <summary>How long one migration at the start, or the wait for another host's, may take: 1 s to 1 day, counted in whole seconds. Default 5 minutes.</summary>
    [DurationRange("00:00:01", "1.00:00:00")]
    public TimeSpan MigrationTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How the months of executions are looked after.</summary>
    [ValidateObjectMembers]
    public PostgresPartitionOptions Partitions { get; set; } = new();

    /// <summary>What stands between the host and PostgreSQL. Default <see cref="PostgresPooling.Direct"/>.</summary>
    public PostgresPooling Pooling { get; set; } = PostgresPooling.Direct;

    /// <summary>How many statements each session keeps prepared, 0 to 1,000, or null for 100 with <see cref="PostgresPooling.Direct"/> and none behind PgBouncer,
    /// which keeps them from 1.21 on and only where its <c>max_prepared_statements</c> says so. Default null.</summary>
    [Range(0, 1_000)]
    public int? PreparedStatements { get; set; }

    /// <summary>The most connections of this host, 1 to 10,000; a few more for maintenance, and as many again to replicas if there are any. Default 20. The
    /// hosts together must stay below the server's <c>max_connections</c>, which is checked at the start.</summary>
    [Range(1, 10_000, ErrorMessage = "PostgresStoreOptions.MaxPoolSize must lie in {1} to {2}.")]
    public int MaxPoolSize { get; set; } = 20;

    /// <summary>How long a call waits for one of the connections to become free, 10 ms to 5 minutes; it then fails with <see cref="UnavailableException"/>.
    /// Default 5 s.</summary>
    [DurationRange("00:00:00.01", "00:05:00")]
    public TimeSpan PoolWaitTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a connection attempt may take: 1 s to 5 minutes, counted in whole seconds; 2 s at the most for each of several hosts. Default 5 s.</summary>
    [DurationRange("00:00:01", "00:05:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a statement may take: 1 s to 1 hour, counted in whole seconds. Default 30 s. After that the call fails with
    /// <see cref="UnavailableException"/>.</summary>
    [DurationRange("00:00:01", "01:00:00")]
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a call that met a transient error, such as a failover, and can be repeated safely is tried again, with growing pauses: 0 to 5 minutes.
    /// Default 5 s. Its token ends that earlier.</summary>
    [DurationRange("00:00:00", "00:05:00")]
    public TimeSpan RetryTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How old a connection may become, so that hosts find new servers and servers free memory: 1 minute to 7 days, counted in whole seconds.
    /// Default 1 hour.</summary>
    [DurationRange("00:01:00", "7.00:00:00")]
    public TimeSpan ConnectionLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long an unused connection is kept: 1 s to 1 day, counted in whole seconds. Default 5 minutes.</summary>
    [DurationRange("00:00:01", "1.00:00:00")]
    public TimeSpan ConnectionIdleLifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a connection is silent before TCP asks whether the other side still lives: 1 s to 1 hour, counted in whole seconds. Default 30 s.</summary>
    [DurationRange("00:00:01", "01:00:00")]
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>When a write of an execution is acknowledged. Default <see cref="PostgresWriteMode.Durable"/>: once it is committed.</summary>
    public PostgresWriteMode ExecutionWrites { get; set; } = PostgresWriteMode.Durable;

    /// <summary>How many batches of executions are under way at a time, each over a connection of its own, 1 to 16. Default 2: one commits while the other
    /// is filled. No more than <see cref="MaxPoolSize"/> are used.</summary>
    [Range(1, 16)]
    public int Writers { get; set; } = 2;

    /// <summary>How many writes of executions may wait for each writer, and how many appends to the journal, 1 to 1,000,000. Default 10,000.</summary>
    [Range(1, 1_000_000)]
    public int WriteCapacity { get; set; } = 10_000;

    /// <summary>What happens to a write when <see cref="WriteCapacity"/> is reached. Default <see cref="OverflowPolicy.Wait"/>.</summary>
    public OverflowPolicy WriteOverflow { get; set; } = OverflowPolicy.Wait;

    /// <summary>The most executions in a batch, 1 to 10,000, and at most <see cref="WriteCapacity"/>. Default 1,000. A batch takes what came while the last
    /// one was committed and never waits for company.</summary>
    [Range(1, 10_000)]
    public int MaxWriteBatchSize { get; set; } = 1_000;

    /// <summary>Whether lookups of executions, agents and grants that come while others are under way share a round trip. Default true.</summary>
    public bool CoalesceReads { get; set; } = true;

    /// <summary>How many round trips of each kind of lookup are under way at a time, each over a connection of its own, 1 to 16. Default 2. No more than
    /// <see cref="MaxPoolSize"/> are used.</summary>
    [Range(1, 16)]
    public int Readers { get; set; } = 2;

    /// <summary>How many lookups may wait for each reader, 1 to 1,000,000; more wait for room. Default 10,000.</summary>
    [Range(1, 1_000_000)]
    public int ReadCapacity { get; set; } = 10_000;

    /// <summary>The most lookups in a round trip, 1 to 10,000. Default 500.</summary>
    [Range(1, 10_000)]
    public int MaxReadBatchSize { get; set; } = 500;

    /// <summary>How long a stop waits for the writes and lookups that were handed in, 0.1 s to 10 min; those left then fail with <see cref="UnavailableException"/>.
    /// Default 30 s.</summary>
    [DurationRange("00:00:00.1", "00:10:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the other hosts wait for a sign of life of this one before they close what it runs as Failed, 3 s to 1 hour, by the server's
    /// clock. Default 60 s. At least three times <see cref="HostRenewal"/>.</summary>
    [DurationRange("00:00:03", "01:00:00")]
    public TimeSpan HostLease { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How often this host gives a sign of life, 1 s to 20 minutes. Default 15 s.</summary>
    [DurationRange("00:00:01", "00:20:00")]
    public TimeSpan HostRenewal { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How often this host looks for hosts that are lost, and measures the queues it works on, 1 s to 1 hour. Default 15 s. It begins one
    /// <see cref="HostLease"/> after its start: after an outage of the server all hosts have the time to renew theirs.</summary>
    [DurationRange("00:00:01", "01:00:00")]
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Whether a server that is not on this machine may be spoken to without TLS, or with TLS that does not check the server's certificate.
    /// Default false: such a connection string needs <c>SSL Mode=VerifyFull</c> or <c>VerifyCA</c>. Insecure: whoever sits on the network reads
    /// and changes everything.</summary>
    public bool AllowInsecureTransport { get; set; }
}
