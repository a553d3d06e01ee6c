namespace Paracle.Cache.Internal;

/// <summary>An entry in memory. All times are ticks of the monotonic clock.</summary>
internal abstract class CacheEntry(string key, long size) : MemoryEntry(key, size)
{
    private long _freshUntil;
    private int _generation;
    private int _refreshes;

    /// <summary>Its version in the second layer; 0 when it is not from there.</summary>
    public long Version { get; init; }

    public required long CreatedAt { get; init; }

    /// <summary>Until when it may be served from memory.</summary>
    public required long LocalUntil { get; init; }

    /// <summary>Until when the value lives.</summary>
    public required long Until { get; init; }

    /// <summary>Until when it may be served if its factory fails.</summary>
    public required long StaleUntil { get; init; }

    /// <summary>Until when a hit has nothing to think about: then it leaves memory, or is renewed early.</summary>
    public required long FreshUntil
    {
        get => Volatile.Read(ref _freshUntil);
        init => _freshUntil = value;
    }

    /// <summary>The generation of the link in which it was last known to be right; negative while that is in doubt.</summary>
    public required int Generation
    {
        get => Volatile.Read(ref _generation);
        init => _generation = value;
    }

    /// <summary>Whether somebody may have been given something newer: then it is not served until it has been found to be what the second layer holds.</summary>
    public bool IsDoubtful => Generation < 0;

    /// <summary>How far the tag clock had come, as far as known, when its load began.</summary>
    public required long TagClock { get; init; }

    public required string[] Tags { get; init; }

    /// <summary>Whether it stands for a null.</summary>
    public required bool IsNull { get; init; }

    /// <summary>What is known of its tags, while it is in memory; null of an entry without any.</summary>
    public TagCell[]? Cells { get; set; }

    /// <summary>Whether a hit may take it as it is.</summary>
    public bool IsGood(long now, int generation) => now < FreshUntil && Generation == generation && HasLiveTags();

    /// <summary>Whether it may be served from memory, leaving aside that it could be renewed.</summary>
    public bool IsServable(long now) => now < LocalUntil && now < Until && !IsDoubtful && HasLiveTags();

    /// <summary>Whether it may stand in for a factory that fails.</summary>
    public bool CanStandIn(long now) => now < StaleUntil && !IsDoubtful && HasLiveTags();

    /// <summary>Somebody may have been given something newer.</summary>
    /// <param name="number">A negative number that no earlier doubt had.</param>
    public void Doubt(int number) => Volatile.Write(ref _generation, number);

    /// <summary>It was found to be what the second layer holds, unless it came into doubt since that began.</summary>
    public void Confirm(int generation, int standing) => Interlocked.CompareExchange(ref _generation, generation, standing);

    public bool HasLiveTags()
    {
        if (Cells is { } cells)
        {
            foreach (var cell in cells)
            {
                if (Volatile.Read(ref cell.RemovedAt) > TagClock)
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>True for the one caller that shall renew it early. Afterwards hits take no notice of that any more.</summary>
    public bool BeginRefresh()
    {
        Volatile.Write(ref _freshUntil, Math.Min(LocalUntil, Until));
        return Interlocked.Exchange(ref _refreshes, 1) == 0;
    }
}

/// <summary>An entry of one type: the instance that all share, or bytes of which every reader gets a copy.</summary>
internal sealed class CacheEntry<T> : CacheEntry
{
    private readonly T _value;
    private readonly ReadOnlyMemory<byte>? _payload;
    private readonly ValueKind<T> _kind;
    private object? _spare;

    public CacheEntry(string key, long size, T value, ReadOnlyMemory<byte>? payload, ValueKind<T> kind)
        : base(key, size) => (_value, _payload, _kind) = (value, payload, kind);

    /// <summary>Takes a copy that was made already: the first reader gets it.</summary>
    public void Lend(T copy) => _spare = copy;

    public T Read()
    {
        if (_payload is not { } payload)
        {
            return _value;
        }

        return _spare is not null && Interlocked.Exchange(ref _spare, null) is T spare ? spare : _kind.Deserialize(payload);
    }
}
