namespace Paracle.Cache.Internal;

/// <summary>The state of one load.</summary>
internal sealed class Load<T>(Flight<T> flight, LoadCall<T> call, MemoryMark mark, int generation, long tagClock, Versions versions)
{
    private byte[]? _token;
    private long _version;

    public Flight<T> Flight => flight;

    public LoadCall<T> Call => call;

    /// <summary>What memory knew of the key when it began.</summary>
    public MemoryMark Mark => mark;

    /// <summary>The link's generation when it began.</summary>
    public int Generation => generation;

    /// <summary>What memory held of the key when it began.</summary>
    public CacheEntry<T>? Known => mark.Entry as CacheEntry<T>;

    /// <summary>What was known of the key before, there or in the second layer.</summary>
    public CacheEntry<T>? Previous { get; set; }

    /// <summary>Whether it renews a value that is still good.</summary>
    public bool IsRenewal { get; init; }

    /// <summary>What the second layer has but is of no use.</summary>
    public SeenVersion Seen { get; set; }

    /// <summary>Whether the right to fill is asked for without a look at what is there.</summary>
    public bool SkipsRead { get; set; }

    /// <summary>Whether the second layer did not answer.</summary>
    public bool IsSharedAway { get; set; }

    /// <summary>Whether this node has the right to fill the key.</summary>
    public bool IsLeased { get; set; }

    /// <summary>Who asks for that right: its number becomes the version of what is made.</summary>
    public byte[] Token => _token ??= MakeToken();

    public EntryOrigin Origin => new(IsLeased ? _version : 0, tagClock, generation);

    private byte[] MakeToken()
    {
        _version = versions.Next();
        return Versions.Token(_version);
    }
}
