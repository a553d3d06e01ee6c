namespace Paracle.Torture.Caches;

/// <summary>Watches whether every node is well, and for how long all have been.</summary>
internal sealed class CacheCalm : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(25);

    // Who was not looked at for so long may have been anything: this process got no time, and so did the cache.
    private static readonly TimeSpan Blink = TimeSpan.FromMilliseconds(250);

    private readonly IReadOnlyList<CacheNode> _nodes;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _watching;
    private volatile bool _isDisturbed;
    private long _since = long.MaxValue;
    private long _mendedAt = TimeProvider.System.GetTimestamp();

    public CacheCalm(IReadOnlyList<CacheNode> nodes)
    {
        _nodes = nodes;
        _watching = Task.Run(WatchAsync);
    }

    /// <summary>How long there has been calm.</summary>
    public TimeSpan Duration => Volatile.Read(ref _since) is var since && since == long.MaxValue ? TimeSpan.Zero : TimeProvider.System.GetElapsedTime(since);

    /// <summary>How long it took from the last mending until there was the calm that lasts.</summary>
    public TimeSpan Recovery => TimeProvider.System.GetElapsedTime(_mendedAt, Math.Min(Volatile.Read(ref _since), TimeProvider.System.GetTimestamp()));

    /// <summary>Something is about to be broken.</summary>
    public void Disturb()
    {
        _isDisturbed = true;
        Volatile.Write(ref _since, long.MaxValue);
    }

    /// <summary>Nothing is broken any more.</summary>
    public void Mend()
    {
        _mendedAt = TimeProvider.System.GetTimestamp();
        _isDisturbed = false;
    }

    /// <summary>Waits until there has been calm for a time.</summary>
    /// <returns>Whether that came within the limit.</returns>
    public async Task<bool> WaitAsync(TimeSpan duration, TimeSpan limit)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (Duration < duration)
        {
            if (TimeProvider.System.GetElapsedTime(begun) > limit)
            {
                return false;
            }

            await Task.Delay(Period, TimeProvider.System);
        }

        return true;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _watching;
        _end.Dispose();
    }

    private async Task WatchAsync()
    {
        var last = TimeProvider.System.GetTimestamp();
        while (!_end.IsCancellationRequested)
        {
            var isCalm = _nodes.All(node => node.IsWell()) && TimeProvider.System.GetElapsedTime(last) < Blink && !_isDisturbed;
            last = TimeProvider.System.GetTimestamp();
            if (!isCalm)
            {
                Volatile.Write(ref _since, long.MaxValue);
            }
            else if (_since == long.MaxValue)
            {
                Volatile.Write(ref _since, last);
            }

            await Task.Delay(Period, TimeProvider.System, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
