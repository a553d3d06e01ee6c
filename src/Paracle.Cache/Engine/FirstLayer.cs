using System.Diagnostics.CodeAnalysis;

namespace Paracle.Cache.Internal;

/// <summary>What is in this host's memory, and what is known about its being right.</summary>
internal sealed class FirstLayer
{
    private readonly MemoryLayer _memory;
    private readonly MonotonicClock _clock;

    public FirstLayer(CacheOptions options, TagTable tags, MonotonicClock clock)
    {
        (Tags, _clock) = (tags, clock);
        _memory = new MemoryLayer(options.MaximumEntries, options.MaximumBytes, Release);
        Flights = new Flights(options.MaximumFlights, tags);
        Failures = new Failures(clock, options.MaximumFlights);
    }

    public TagTable Tags { get; }

    public ChangeStripes Changes { get; } = new();

    public Flights Flights { get; }

    public Failures Failures { get; }

    public int Count => _memory.Count;

    public long Bytes => _memory.Bytes;

    public long Evictions => _memory.Evictions;

    /// <summary>Finds an entry that can be served without a thought.</summary>
    public bool TryGetGood<T>(string key, int generation, [NotNullWhen(true)] out CacheEntry<T>? entry)
    {
        entry = _memory.TryGet(key, out var found) ? found as CacheEntry<T> : null;
        return entry is not null && entry.IsGood(_clock.Now, generation);
    }

    /// <summary>Finds an entry that can be served without a thought, by a key that is no string yet.</summary>
    public bool TryGetGood<T>(ReadOnlySpan<char> key, int generation, [NotNullWhen(true)] out CacheEntry<T>? entry)
    {
        entry = _memory.TryGet(key, out var found) ? found as CacheEntry<T> : null;
        return entry is not null && entry.IsGood(_clock.Now, generation);
    }

    /// <summary>Finds an entry, in whatever state.</summary>
    public CacheEntry<T>? Find<T>(string key) => _memory.TryGet(key, out var found) ? found as CacheEntry<T> : null;

    /// <summary>Keeps an entry, unless its key or a tag of it was changed since what it holds began to be read.</summary>
    public void Keep(CacheEntry entry, in ChangeMark mark)
    {
        if (entry.Tags.Length > 0 && entry.Cells is null)
        {
            entry.Cells = Tags.Bind(entry.Tags);
        }

        if (!_memory.Set(entry, (Changes, mark, entry), static of => !of.Changes.IsOvertaken(of.mark) && of.entry.HasLiveTags()))
        {
            Release(entry);
            if (Changes.IsOvertaken(mark))
            {
                // Who has read it goes on with it: what memory has instead, or is about to get, may be older.
                Changes.Change(entry.Key);
                _memory.Remove(entry.Key);
            }
        }
    }

    /// <summary>A key was changed here: nobody gets what was read before.</summary>
    /// <returns>Whether memory held something of it.</returns>
    public bool Change(string key)
    {
        Changes.Change(key);
        Flights.Forget(key);
        Failures.Forget(key);
        return _memory.Remove(key);
    }

    /// <summary>A key was changed elsewhere. What is here stays if it is what was written there.</summary>
    public void ChangeElsewhere(string key, long version)
    {
        Changes.Change(key);
        Flights.Forget(key);
        Failures.Forget(key);
        if (_memory.TryGet(key, out var found) && (version == 0 || ((CacheEntry)found).Version != version))
        {
            _memory.Remove(found);
        }
    }

    /// <summary>Everything was changed.</summary>
    public void ChangeAll()
    {
        Changes.ChangeAll();
        Flights.ForgetAll();
        _memory.Clear();
    }

    private void Release(MemoryEntry entry)
    {
        if (((CacheEntry)entry).Cells is { } cells)
        {
            Tags.Release(cells);
        }
    }
}
