using Microsoft.Extensions.AI;
using Paracle.Providers.PromptBatching.Internal.Lanes;

namespace Paracle.Providers.PromptBatching.Internal.Embeddings;

/// <summary>A call for embeddings: its values stay together and in order.</summary>
internal sealed class EmbeddingCall<TInput>(
    IList<TInput> values, EmbeddingGenerationOptions? options, LlmCallContext? context, CancellationToken cancellationToken)
    : LaneItem(context?.Subject ?? "", context?.Deadline)
{
    public IList<TInput> Values => values;

    /// <summary>As the vendor's generator gets them.</summary>
    public EmbeddingGenerationOptions? Options => options;

    public CancellationToken CancellationToken => cancellationToken;
}
