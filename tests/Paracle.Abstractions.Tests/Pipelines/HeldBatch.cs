namespace Paracle.Abstractions.Tests.Pipelines;

/// <summary>A batch whose flush has begun and ends when the test says so.</summary>
internal sealed class HeldBatch(Batch<int, string> batch, CancellationToken aborted)
{
    public Batch<int, string> Batch => batch;

    public CancellationToken Aborted => aborted;

    public int[] Items => [.. Enumerable.Range(0, batch.Count).Select(index => batch[index])];

    public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Gives each item its result and ends the flush.</summary>
    public void Complete()
    {
        for (var i = 0; i < batch.Count; i++)
        {
            batch.SetResult(i, $"result of {batch[i]}");
        }

        Ended.SetResult();
    }
}
