using System.Collections.Concurrent;

namespace Paracle.Providers.PromptBatching.Internal.Lanes;

/// <summary>The lanes that are in use. One that was idle for long is retired when calls come; a full table retires those idle longest.</summary>
internal sealed class LaneTable<TKey, TLane>(
    string name, int maxLanes, TimeSpan idleTimeout, TimeProvider timeProvider, Func<TKey, TLane> make, Action<int>? changed = null)
    where TKey : notnull
    where TLane : class, ILane
{
    private readonly ConcurrentDictionary<TKey, TLane> _lanes = new();
    private readonly Lock _changing = new(); // lanes are made and retired under it
    private long _sweptAt;
    private int _count;
    private bool _isStopped;

    public int Count => Volatile.Read(ref _count);

    /// <summary>Finds or makes the lane and enters it. Null when the table is full of lanes that are busy.</summary>
    /// <exception cref="UnavailableException">The table is stopped.</exception>
    public TLane? Enter(TKey key)
    {
        var now = timeProvider.GetTimestamp();
        if (timeProvider.GetElapsedTime(Volatile.Read(ref _sweptAt), now) > idleTimeout / 2)
        {
            Sweep(now);
        }

        return _lanes.TryGetValue(key, out var lane) && lane.TryEnter() ? lane : FindOrMake(key);
    }

    /// <summary>Makes no more lanes and drains those there are.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        lock (_changing)
        {
            _isStopped = true;
        }

        await Task.WhenAll(_lanes.Values.Select(lane => lane.StopAsync(cancellationToken))).ConfigureAwait(false);
    }

    private TLane? FindOrMake(TKey key)
    {
        lock (_changing)
        {
            if (_lanes.TryGetValue(key, out var lane) && lane.TryEnter())
            {
                return lane;
            }

            if (_isStopped)
            {
                throw new UnavailableException($"'{name}' is stopping; the call was not made. Make it again after a restart.");
            }

            if (_count >= maxLanes && !RetireIdleHalf())
            {
                return null;
            }

            lane = make(key);
            lane.TryEnter();
            _lanes[key] = lane;
            _count++;
            changed?.Invoke(1);
            return lane;
        }
    }

    private void Sweep(long now)
    {
        lock (_changing)
        {
            if (timeProvider.GetElapsedTime(_sweptAt, now) <= idleTimeout / 2)
            {
                return;
            }

            Volatile.Write(ref _sweptAt, now);
            foreach (var (key, lane) in _lanes)
            {
                if (lane.Callers == 0 && timeProvider.GetElapsedTime(lane.UsedAt, now) > idleTimeout)
                {
                    TryRetire(key, lane);
                }
            }
        }
    }

    // Half of the idle ones at a time: looking through all lanes for each new one would cost as much as there are lanes.
    private bool RetireIdleHalf()
    {
        var idle = _lanes.Where(entry => entry.Value.Callers == 0).OrderBy(entry => entry.Value.UsedAt).ToList();
        var retired = false;
        foreach (var (key, lane) in idle.Take((idle.Count + 1) / 2))
        {
            retired |= TryRetire(key, lane);
        }

        return retired;
    }

    private bool TryRetire(TKey key, TLane lane)
    {
        if (!lane.TryRetire())
        {
            return false;
        }

        _lanes.TryRemove(key, out _);
        _count--;
        changed?.Invoke(-1);
        _ = lane.StopAsync(CancellationToken.None); // nothing waits in it: it ends its loop and completes at once
        return true;
    }
}
