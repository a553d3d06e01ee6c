using Microsoft.Extensions.AI;

namespace Paracle.Providers.Tokens.Internal;

/// <summary>What is known of an answer's tokens while it comes, and so when it comes no further.</summary>
internal sealed class AnswerTally
{
    private UsageDetails? _usage;
    private long _characters;

    /// <summary>What the layer said of it so far.</summary>
    public LlmAnswerContext? Context { get; private set; }

    public long? InputTokens => Known(_usage?.InputTokenCount);

    public void Add(ChatResponse response)
    {
        Context = response.FindParacle();
        Add(response.Usage);
        foreach (var message in response.Messages)
        {
            Add(message.Contents);
        }
    }

    public void Add(ChatResponseUpdate update)
    {
        Context = update.FindParacle() ?? Context;
        Add(update.Contents);
    }

    /// <summary>What was reported; where nothing was, what the prompt was estimated at and what came of the answer.</summary>
    public TokenUsage Usage(long promptTokens, TokenEstimator estimator) =>
        new(InputTokens ?? promptTokens, Known(_usage?.OutputTokenCount) ?? estimator.Estimate(_characters));

    private static long? Known(long? count) => count >= 0 ? count : null;

    private void Add(IList<AIContent> contents)
    {
        // By index: the enumerator of an interface is an allocation for each piece.
        for (var at = 0; at < contents.Count; at++)
        {
            _characters += PromptSize.Of(contents[at]);
            Add((contents[at] as UsageContent)?.Details);
        }
    }

    private void Add(UsageDetails? usage)
    {
        if (usage is not null)
        {
            (_usage ??= new UsageDetails()).Add(usage);
        }
    }
}
