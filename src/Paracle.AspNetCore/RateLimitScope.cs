namespace Paracle;

/// <summary>Who counts a caller's requests.</summary>
public enum RateLimitScope
{
    /// <summary>Each host for itself, in memory: n hosts allow n times as many.</summary>
    Host,

    /// <summary>All hosts together, in the <see cref="IRateLimitStore"/> that is registered. While that does not answer, each host counts for itself.</summary>
    Shared,
}
