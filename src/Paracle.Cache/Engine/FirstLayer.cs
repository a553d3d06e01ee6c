using System.Diagnostics.CodeAnalysis;

namespace Paracle.Cache.Internal;

/// <summary>What is in this host's memory, and what is known about its being right.</summary>
internal sealed class FirstLayer
{
    private readonly MemoryLayer _memory;
    private readonly MonotonicClock _clock;
    private readonly bool _isShared; // whether there is a second layer
    private int _doubts; // guarded by the memory's lock

    public FirstLayer(CacheOptions options, TagTable tags, MonotonicClock clock, bool isShared)
    {
        (Tags, _clock, _isShared) = (tags, clock, isShared);
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

    /// <summary>Notes what is known of a key before something begins.</summary>
    public MemoryMark Note(string key)
    {
        var changes = Changes.Note(key);
        var entry = _memory.TryGet(key, out var found) ? (CacheEntry)found : null;
        return new MemoryMark(changes, entry, entry?.Generation ?? 0);
    }

    /// <summary>Keeps what was read or made. Its reader has it and goes on with it, so nothing that may be older is served after it: what came meanwhile is in doubt then,
    /// and so is the entry itself if its key or a tag of it was changed.</summary>
    /// <param name="entry">The entry: a new one, or the one that the mark has, which was found to be right.</param>
    /// <param name="mark">What was known when it began to be read or made.</param>
    /// <param name="generation">The generation of the link at that time.</param>
    public void Keep(CacheEntry entry, in MemoryMark mark, int generation)
    {
        if (ReferenceEquals(entry, mark.Entry))
        {
            entry.Confirm(generation, mark.Standing);
            return;
        }

        if (entry.Tags.Length > 0 && entry.Cells is null)
        {
            entry.Cells = Tags.Bind(entry.Tags);
        }

        if (!_memory.Set(entry, (this, entry, mark), static (of, held) => of.Item1.MayComeIn(of.entry, (CacheEntry?)held, of.mark)))
        {
            Release(entry);
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

    private bool MayComeIn(CacheEntry entry, CacheEntry? held, in MemoryMark mark)
    {
        if (_isShared && held is not null && !ReferenceEquals(held, mark.Entry))
        {
            // It came meanwhile, and versions do not tell which is newer. Other hosts write, so what lands last need not be.
            if (held.Version != entry.Version || entry.Version == 0)
            {
                Doubt(held);
            }

            return false;
        }

        if (Changes.IsOvertaken(mark.Changes) || !entry.HasLiveTags())
        {
            // It takes the key's place all the same: whatever older is under way finds it there.
            Doubt(entry);
        }

        return true;
    }

    // Nor does anybody join what is under way: it may have been read before what was given.
    private void Doubt(CacheEntry entry)
    {
        _doubts = _doubts == int.MinValue ? -1 : _doubts - 1;
        entry.Doubt(_doubts);
        Flights.Forget(entry.Key);
    }

    private void Release(MemoryEntry entry)
    {
        if (((CacheEntry)entry).Cells is { } cells)
        {
            Tags.Release(cells);
        }
    }
}
