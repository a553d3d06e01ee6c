using System.ComponentModel.DataAnnotations;

namespace Paracle;

/// <summary>Settings of coalescing: equal model calls that share one.</summary>
public sealed class CoalescingOptions
{
    /// <summary>How many calls of a provider can be shared at a time: 1 to 1,000,000. Default 10,000. A call beyond that is made for its caller alone,
    /// and counted.</summary>
    [Range(1, 1_000_000)]
    public int MaximumFlights { get; set; } = 10_000;
}
