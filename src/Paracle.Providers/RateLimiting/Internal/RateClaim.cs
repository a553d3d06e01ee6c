namespace Paracle.Providers.RateLimiting.Internal;

/// <summary>What a call has taken of its model's limits so far.</summary>
internal sealed class RateClaim(long tokens)
{
    /// <summary>The tokens it is estimated at.</summary>
    public long Tokens => tokens;

    public bool HasRequest { get; set; }

    /// <summary>The tokens it took: all of the limit at most.</summary>
    public long TokensTaken { get; set; }
}
