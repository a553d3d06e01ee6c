using System.ComponentModel.DataAnnotations;

namespace Paracle;

/// <summary>How much tenants and their agents may spend on model calls in a day.</summary>
public sealed class BudgetOptions
{
    /// <summary>The budget of each tenant that <see cref="Tenants"/> does not name. By default none.</summary>
    public DailyBudget Tenant { get; set; } = new();

    /// <summary>The budget of each agent, within each tenant, that <see cref="Agents"/> does not name. By default none.</summary>
    public DailyBudget Agent { get; set; } = new();

    /// <summary>Budgets of single tenants, in place of <see cref="Tenant"/>. No default: empty.</summary>
    public IDictionary<string, DailyBudget> Tenants { get; } = new Dictionary<string, DailyBudget>(StringComparer.Ordinal);

    /// <summary>Budgets of single agents by name, within each tenant, in place of <see cref="Agent"/>. No default: empty.</summary>
    public IDictionary<string, DailyBudget> Agents { get; } = new Dictionary<string, DailyBudget>(StringComparer.Ordinal);

    /// <summary>What happens to a call under a budget of money whose price is not known. Default Refuse.</summary>
    public UnknownPrice UnknownPrice { get; set; }

    /// <summary>How many tokens are reserved for the answer of a call that sets no limit for it: 1 to 10,000,000. Default 4,096. An answer that
    /// is longer counts in full, and may so overdraw the budget once.</summary>
    [Range(1, 10_000_000)]
    public int AssumedOutputTokens { get; set; } = 4_096;

    /// <summary>How long a reservation holds room if its host dies in mid-call, 1 minute to 1 day. Default 15 minutes.</summary>
    [DurationRange("00:01:00", "1.00:00:00")]
    public TimeSpan HoldFor { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How old the last look at a budget may be before the next call's end looks again for the warnings at 80 % and 95 %, 1 s to 1 hour.
    /// Default 10 s. What this host itself spends is noticed at once.</summary>
    [DurationRange("00:00:01", "01:00:00")]
    public TimeSpan WatchInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many budgets are watched for the warnings at a time, 1 to 1,000,000. Default 10,000. Beyond that one is forgotten for another, and
    /// its warnings may be told again.</summary>
    [Range(1, 1_000_000)]
    public int MaxWatched { get; set; } = 10_000;
}
