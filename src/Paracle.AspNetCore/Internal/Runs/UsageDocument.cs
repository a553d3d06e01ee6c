namespace Paracle.AspNetCore.Internal.Runs;

/// <summary>Tokens spent; null is unknown.</summary>
internal sealed record UsageDocument(long? InputTokens, long? OutputTokens, long? TotalTokens)
{
    public static UsageDocument Of(TokenUsage usage) => new(usage.InputTokens, usage.OutputTokens, usage.TotalTokens);
}
