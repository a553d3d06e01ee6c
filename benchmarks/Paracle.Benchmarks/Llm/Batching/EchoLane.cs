using Paracle.Providers.PromptBatching.Internal.Lanes;

namespace Paracle.Benchmarks.Llm.Batching;

internal sealed class EchoItem(int value) : LaneItem(caller: "", deadline: null)
{
    public int Value => value;
}

/// <summary>A lane whose call does next to nothing, so that what is left is the lane's own cost.</summary>
internal sealed class EchoLane() : Lane<EchoItem, int>(Bounds, TimeProvider.System, instruments: null)
{
    private static readonly LaneOptions Bounds = new()
    {
        Name = "echo",
        IsAdaptive = true,
        MaxWait = TimeSpan.FromMilliseconds(20),
        MaxBatchSize = 20,
        MaxBatchWeight = 8_000,
        MaxWaiting = 10_000,
        MaxConcurrentCalls = 16,
        DrainTimeout = TimeSpan.FromSeconds(30),
    };

    protected override long Weigh(EchoItem item) => 50;

    protected override Task FlushAsync(Batch<EchoItem, int> batch, CancellationToken cancellationToken)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            batch.SetResult(i, batch[i].Value);
        }

        return Task.CompletedTask;
    }
}
