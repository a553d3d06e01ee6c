using Microsoft.Extensions.AI;

namespace Paracle.Providers.PromptBatching.Internal;

/// <summary>Splits a batch's usage among its prompts: what all share evenly, the rest by length. The shares add up to the whole.</summary>
internal static class UsageShares
{
    /// <summary>The shares, in the order of the prompts; all null when the provider reported no usage.</summary>
    /// <param name="whole">As reported.</param>
    /// <param name="sharedLength">Length of the request beside the prompts.</param>
    /// <param name="promptLengths">Lengths of the prompts.</param>
    /// <param name="answerLengths">Lengths of the answers, 0 where there is none.</param>
    public static UsageDetails?[] Split(UsageDetails? whole, long sharedLength, ReadOnlySpan<long> promptLengths, ReadOnlySpan<long> answerLengths)
    {
        var shares = new UsageDetails?[promptLengths.Length];
        if (whole is null)
        {
            return shares;
        }

        var evenly = (sharedLength / promptLengths.Length) + 1;
        var (inputWhole, outputWhole) = (Sum(promptLengths, evenly), Sum(answerLengths, 1));
        Part input = default;
        Part output = default;
        for (var i = 0; i < shares.Length; i++)
        {
            input = input.Next(promptLengths[i] + evenly, inputWhole);
            output = output.Next(answerLengths[i] + 1, outputWhole);
            var share = new UsageDetails
            {
                InputTokenCount = input.Of(whole.InputTokenCount),
                CachedInputTokenCount = input.Of(whole.CachedInputTokenCount),
                OutputTokenCount = output.Of(whole.OutputTokenCount),
                ReasoningTokenCount = output.Of(whole.ReasoningTokenCount),
            };
            share.TotalTokenCount = share.InputTokenCount + share.OutputTokenCount;
            shares[i] = share;
        }

        return shares;
    }

    private static long Sum(ReadOnlySpan<long> values, long each)
    {
        var sum = 0L;
        foreach (var value in values)
        {
            sum += value + each;
        }

        return sum;
    }

    /// <summary>A stretch of the whole, cut at whole tokens where the stretch before ended.</summary>
    private readonly record struct Part(long From, long To, long Whole)
    {
        public Part Next(long length, long whole) => new(To, To + length, whole);

        public long? Of(long? tokens) => tokens is { } count ? (long)(((Int128)count * To / Whole) - ((Int128)count * From / Whole)) : null;
    }
}
