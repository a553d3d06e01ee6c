namespace Paracle;

/// <summary>Tokens spent. A number the provider did not give, or gave below zero, is null: unknown, not zero.</summary>
/// <param name="InputTokens">Tokens of the prompt, or null when unknown.</param>
/// <param name="OutputTokens">Tokens of the answer, or null when unknown.</param>
public readonly record struct TokenUsage(long? InputTokens, long? OutputTokens)
{
    /// <summary>Nothing spent.</summary>
    public static TokenUsage None { get; } = new(0, 0);

    /// <summary>Spent, but nobody told how much.</summary>
    public static TokenUsage Unknown { get; }

    /// <summary>Input plus output, or null when either is unknown.</summary>
    public long? TotalTokens => Sum(InputTokens, OutputTokens);

    /// <summary>Adds up; a sum with an unknown part is unknown.</summary>
    public static TokenUsage operator +(TokenUsage left, TokenUsage right) => left.Add(right);

    /// <summary>Adds up; a sum with an unknown part is unknown.</summary>
    /// <param name="other">What to add.</param>
    /// <returns>The sum.</returns>
    public TokenUsage Add(TokenUsage other) => new(Sum(InputTokens, other.InputTokens), Sum(OutputTokens, other.OutputTokens));

    /// <summary>Takes numbers as a provider reports them.</summary>
    /// <param name="inputTokens">Tokens of the prompt; null or negative means unknown.</param>
    /// <param name="outputTokens">Tokens of the answer; null or negative means unknown.</param>
    /// <returns>The usage.</returns>
    public static TokenUsage FromReported(long? inputTokens, long? outputTokens) =>
        new(inputTokens >= 0 ? inputTokens : null, outputTokens >= 0 ? outputTokens : null);

    // A provider can report any number: a sum that a long cannot hold is as good as unknown, and must not turn negative.
    private static long? Sum(long? left, long? right) => (Int128?)left + right is { } sum && sum <= long.MaxValue ? (long)sum : null;
}
