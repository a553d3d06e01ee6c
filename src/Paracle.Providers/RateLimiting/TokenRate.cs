namespace Paracle;

/// <summary>What a provider allows in a minute. A limit left null does not bind.</summary>
public sealed class TokenRate
{
    /// <summary>The most requests a minute; null for no limit.</summary>
    public int? RequestsPerMinute { get; set; }

    /// <summary>The most tokens a minute, of prompts and answers together; null for no limit.</summary>
    public int? TokensPerMinute { get; set; }
}
