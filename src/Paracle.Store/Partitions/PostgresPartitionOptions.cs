using System.ComponentModel.DataAnnotations;

namespace Paracle;

/// <summary>How the months of executions are looked after; read once, when the store starts. With <see cref="PostgresMigrationMode.Verify"/> nothing is.</summary>
public sealed class PostgresPartitionOptions
{
    /// <summary>How many months after the present one are made ahead, 1 to 120. Default 3.</summary>
    [Range(1, 120, ErrorMessage = "PostgresPartitionOptions.MonthsAhead must lie in {1} to {2}.")]
    public int MonthsAhead { get; set; } = 3;

    /// <summary>How long executions are kept after they began: 1 day to 100 years, or null to keep them for ever. Default null. A month ends when its last
    /// execution is older than this by the host's clock and the server's. What is older is no longer written either.</summary>
    [DurationRange("1.00:00:00", "36500.00:00:00")]
    public TimeSpan? Retention { get; set; }

    /// <summary>What becomes of a month that <see cref="Retention"/> ends. Default <see cref="PostgresRetentionMode.Keep"/>.</summary>
    public PostgresRetentionMode EndedMonths { get; set; } = PostgresRetentionMode.Keep;

    /// <summary>The schema that takes ended months with <see cref="PostgresRetentionMode.Archive"/>, made if missing; named like
    /// <see cref="PostgresStoreOptions.Schema"/>. Default <c>paracle_archive</c>.</summary>
    [Required(AllowEmptyStrings = false, ErrorMessage = "PostgresPartitionOptions.ArchiveSchema is empty. Name the schema, for example 'paracle_archive'.")]
    public string ArchiveSchema { get; set; } = "paracle_archive";

    /// <summary>How often the months are looked after, by one of the hosts: 1 minute to 1 day, and up to a tenth more at random. Default 1 hour.</summary>
    [DurationRange("00:01:00", "1.00:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>The longest that one statement of maintenance or of an online migration may wait for a lock that writes stand behind: 10 ms to 1 minute. Default
    /// 100 ms. It is tried again later.</summary>
    [DurationRange("00:00:00.010", "00:01:00")]
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromMilliseconds(100);
}
