namespace Paracle.Benchmarks.WriteBehind;

/// <summary>A source that takes no time: what is measured is the way to it.</summary>
internal sealed class CountingSink(TimeProvider timeProvider) : IWriteBehindSink<string>
{
    private readonly TaskCompletionSource<TimeSpan> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _left;
    private long _began;

    /// <summary>Ends once so many writes have come.</summary>
    /// <returns>How long after the first.</returns>
    public Task<TimeSpan> UntilAsync(long writes)
    {
        Take(-writes);
        return _done.Task;
    }

    public Task WriteAsync(WriteBehindBatch<string> batch, CancellationToken cancellationToken)
    {
        Interlocked.CompareExchange(ref _began, timeProvider.GetTimestamp(), 0);
        Take(batch.Items.Sum(item => 1 + item.Superseded.Count));
        return Task.CompletedTask;
    }

    // UntilAsync may be called before, while or after they come.
    private void Take(long writes)
    {
        if (Interlocked.Add(ref _left, writes) == 0)
        {
            _done.TrySetResult(timeProvider.GetElapsedTime(_began));
        }
    }
}
