namespace Paracle.Benchmarks.Pipelines;

/// <summary>A pipeline whose flush does next to nothing, so that what is left is the pipeline's own cost.</summary>
internal static class Echo
{
    public static Batcher<int, int> Pipeline() => new("echo", FlushAsync, new BatcherOptions<int> { MaxBatchSize = 1024 }, TimeProvider.System);

    private static Task FlushAsync(Batch<int, int> batch, CancellationToken cancellationToken)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            batch.SetResult(i, batch[i]);
        }

        return Task.CompletedTask;
    }
}
