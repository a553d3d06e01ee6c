using System.ComponentModel.DataAnnotations;

namespace Paracle;

/// <summary>How fast a provider may be asked. What it says of itself in its headers holds besides.</summary>
public sealed class TokenRateLimitOptions
{
    /// <summary>The most requests a minute to each model that <see cref="Models"/> does not name, 1 to 100,000,000. By default null: no limit but the provider's own.</summary>
    [Range(1, 100_000_000)]
    public int? RequestsPerMinute { get; set; }

    /// <summary>The most tokens a minute, of prompts and answers together, to each model that <see cref="Models"/> does not name: 1 to
    /// 1,000,000,000. By default null: no limit but the provider's own. A call that is estimated at more takes all of it.</summary>
    [Range(1, 1_000_000_000)]
    public int? TokensPerMinute { get; set; }

    /// <summary>Limits of single models, in place of the two above. No default: empty.</summary>
    public IDictionary<string, TokenRate> Models { get; } = new Dictionary<string, TokenRate>(StringComparer.Ordinal);

    /// <summary>The longest a call waits for its turn, if its deadline does not come first: zero, to refuse at once, to 1 hour. Default 30 s.</summary>
    [DurationRange("00:00:00", "01:00:00")]
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The most calls that wait for one model, 1 to 1,000,000. Default 10,000. One more is refused.</summary>
    [Range(1, 1_000_000)]
    public int MaxWaiting { get; set; } = 10_000;

    /// <summary>How many tokens are reserved for the answer of a call that sets no limit for it: 1 to 10,000,000. Default 1,024.</summary>
    [Range(1, 10_000_000)]
    public int AssumedOutputTokens { get; set; } = 1_024;

    /// <summary>How many models of a provider have a limit of their own, 1 to 100,000. Default 1,000. Further ones share one.</summary>
    [Range(1, 100_000)]
    public int MaxModels { get; set; } = 1_000;

    /// <summary>How long the shared store may take to answer, 1 ms to 10 s. Default 100 ms. If it does not, this host counts for itself for 5 s.</summary>
    [DurationRange("00:00:00.001", "00:00:10")]
    public TimeSpan StoreTimeout { get; set; } = TimeSpan.FromMilliseconds(100);
}
