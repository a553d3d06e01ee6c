using System.ComponentModel.DataAnnotations;

namespace Paracle;

/// <summary>How much is kept in memory. Beyond a bound, adding is a <see cref="LimitExceededException"/>; nothing is dropped silently.</summary>
public sealed class InMemoryOptions
{
    /// <summary>The most agents, and the most workflows, of all tenants: 1 to 100,000,000. Default 100,000.</summary>
    [Range(1, 100_000_000)]
    public int MaxSpecs { get; set; } = 100_000;

    /// <summary>The most executions of all tenants, 1 to 100,000,000. Default 100,000.</summary>
    [Range(1, 100_000_000)]
    public int MaxExecutions { get; set; } = 100_000;

    /// <summary>The most grants of all subjects, 1 to 100,000,000. Default 1,000,000.</summary>
    [Range(1, 100_000_000)]
    public int MaxGrants { get; set; } = 1_000_000;

    /// <summary>The most leases held at a time, 1 to 100,000,000. Default 100,000. Lapsed ones do not count.</summary>
    [Range(1, 100_000_000)]
    public int MaxLeases { get; set; } = 100_000;

    /// <summary>The most budgets, 1 to 100,000,000. Default 100,000. One that nobody used for 62 days is forgotten.</summary>
    [Range(1, 100_000_000)]
    public int MaxBudgets { get; set; } = 100_000;

    /// <summary>The most budget reservations, 1 to 100,000,000. Default 1,000,000. A settled one counts no more, a lapsed one for a day.</summary>
    [Range(1, 100_000_000)]
    public int MaxReservations { get; set; } = 1_000_000;

    /// <summary>The most rate limit buckets that are not full, 1 to 100,000,000. Default 1,000,000. Full buckets are forgotten.</summary>
    [Range(1, 100_000_000)]
    public int MaxBuckets { get; set; } = 1_000_000;
}
