using Microsoft.Extensions.AI;

namespace Paracle.Providers.PromptBatching.Internal;

/// <summary>A prompt's place in the pipeline's batch, where its outcome goes.</summary>
internal readonly record struct PromptSlot(Batch<PromptCall, ChatResponse> Batch, int Index)
{
    public PromptCall Call => Batch[Index];

    public bool IsWaiting => Batch.IsWaiting(Index);

    public void Answer(ChatResponse response) => Batch.SetResult(Index, response);

    /// <summary>For a caller who has left: the pipeline may not have seen it yet.</summary>
    public void Leave() => Batch.SetException(Index, new OperationCanceledException(Call.CancellationToken));

    public void Fail(Exception error) => Batch.SetException(Index, error);
}
