using System.Diagnostics;
using Microsoft.Extensions.AI;
using Paracle.Providers.PromptBatching.Internal.Lanes;

namespace Paracle.Providers.PromptBatching.Internal;

/// <summary>A call that may be batched: as it came, and the prompt in it.</summary>
internal sealed class PromptCall(
    IList<ChatMessage> messages, ChatOptions options, LlmCallContext context, string prompt, CancellationToken cancellationToken)
    : LaneItem(context.Subject ?? "", context.Deadline)
{
    public IList<ChatMessage> Messages => messages;

    public ChatOptions Options => options;

    public LlmCallContext Context => context;

    public string Prompt => prompt;

    /// <summary>The caller's trace, which the pipeline does not carry.</summary>
    public Activity? Activity { get; } = Activity.Current;

    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>Its share of batches that did not answer it; null while there is none. Only its flush touches it.</summary>
    public UsageDetails? Charged { get; private set; }

    public void Charge(UsageDetails? share)
    {
        if (share is not null)
        {
            (Charged ??= new UsageDetails()).Add(share);
        }
    }
}
