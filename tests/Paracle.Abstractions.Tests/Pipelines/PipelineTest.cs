using Paracle.Testing;

namespace Paracle.Abstractions.Tests.Pipelines;

/// <summary>What the tests of the pipeline share: a held flush, a clock of their own, a pipeline made of both.</summary>
public abstract class PipelineTest
{
    internal HeldFlush Flush { get; } = new();

    internal ObservedTime Time { get; } = new();

    internal Batcher<int, string> Pipeline(BatcherOptions<int>? options = null, BatcherInstruments? instruments = null) =>
        new("test.pipeline", Flush.FlushAsync, options ?? new(), Time, instruments);

    /// <summary>Occupies the only flush, so that what comes next waits.</summary>
    internal async Task<(HeldBatch Batch, Task<string> First)> OccupyAsync(Batcher<int, string> pipeline, int item = 0)
    {
        var first = Enqueue(pipeline, item);
        return (await Flush.NextAsync(), first);
    }

    internal static Task<string> Enqueue(Batcher<int, string> pipeline, int item, CancellationToken cancellationToken = default) =>
        pipeline.EnqueueAsync(item, cancellationToken).AsTask();

    internal static Task<string>[] EnqueueAll(Batcher<int, string> pipeline, params int[] items) =>
        [.. items.Select(item => Enqueue(pipeline, item))];

    internal static async Task<T> Within<T>(Task<T> task) => await task.WaitAsync(Waiting.Limit, CancellationToken.None);

    internal static async Task Within(Task task) => await task.WaitAsync(Waiting.Limit, CancellationToken.None);
}
