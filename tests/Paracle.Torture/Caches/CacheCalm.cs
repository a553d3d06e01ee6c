using Paracle.Testing;

namespace Paracle.Torture.Caches;

/// <summary>
/// Watches whether every node is well, and for how long all have been: counted in its own looks. A process that gets no time does not look, and what its
/// nodes are told reaches them no sooner.
/// </summary>
internal sealed class CacheCalm : IAsyncDisposable
{
    /// <summary>As many looks as there are in a second at the most.</summary>
    public const long Second = 40;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1.0 / Second);

    private readonly IReadOnlyList<CacheNode> _nodes;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _watching;
    private volatile bool _isDisturbed;
    private long _looks;
    private long _since = long.MaxValue; // the look
    private long _calmAt;
    private long _mendedAt = TimeProvider.System.GetTimestamp();

    public CacheCalm(IReadOnlyList<CacheNode> nodes)
    {
        _nodes = nodes;
        _watching = Task.Run(WatchAsync);
    }

    /// <summary>How many looks there have been.</summary>
    public long Looks => Volatile.Read(ref _looks);

    /// <summary>For how many looks there has been calm.</summary>
    public long Duration => Math.Max(0, Looks - Volatile.Read(ref _since));

    /// <summary>How long it took from the last mending until there was the calm that lasts.</summary>
    public TimeSpan Recovery => TimeProvider.System.GetElapsedTime(_mendedAt, Volatile.Read(ref _calmAt));

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

    /// <summary>Waits until there has been calm for so many looks.</summary>
    /// <returns>Whether that came at all.</returns>
    public async Task<bool> WaitAsync(long looks)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (Duration < looks)
        {
            if (TimeProvider.System.GetElapsedTime(begun) > Waiting.Limit)
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
        while (!_end.IsCancellationRequested)
        {
            var isCalm = _nodes.All(node => node.IsWell()) && !_isDisturbed;
            var look = Interlocked.Increment(ref _looks);
            if (!isCalm)
            {
                Volatile.Write(ref _since, long.MaxValue);
            }
            else if (_since == long.MaxValue)
            {
                Volatile.Write(ref _calmAt, TimeProvider.System.GetTimestamp());
                Volatile.Write(ref _since, look);
            }

            await Task.Delay(Period, TimeProvider.System, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
