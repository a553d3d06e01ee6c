namespace Paracle.Benchmarks.Pipelines;

/// <summary>A millisecond of work, as a commit or a call takes: done directly, and as a pipeline's flush.</summary>
internal sealed class SteadyWork : IAsyncDisposable
{
    private static readonly TimeSpan Duration = TimeSpan.FromMilliseconds(1);

    private readonly Batcher<int, int> _pipeline = new("work", FlushAsync, new BatcherOptions<int>(), TimeProvider.System);

    public static ValueTask DirectlyAsync()
    {
        Do();
        return ValueTask.CompletedTask;
    }

    public async ValueTask ThroughThePipelineAsync() => await _pipeline.EnqueueAsync(0, CancellationToken.None);

    public ValueTask DisposeAsync() => _pipeline.DisposeAsync();

    private static Task FlushAsync(Batch<int, int> batch, CancellationToken cancellationToken)
    {
        Do();
        for (var i = 0; i < batch.Count; i++)
        {
            batch.SetResult(i, 0);
        }

        return Task.CompletedTask;
    }

    private static void Do()
    {
        var start = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(start) < Duration)
        {
            Thread.SpinWait(20);
        }
    }
}
