namespace Paracle;

/// <summary>What a factory may say about the value it makes, and what it may know about the one before.</summary>
/// <typeparam name="T">The kind of value.</typeparam>
/// <param name="previous">What the cache held last.</param>
public sealed class CacheFill<T>(CacheResult<T> previous)
{
    /// <summary>What the cache held last for the key, if it still knows: old, but perhaps still true.</summary>
    public CacheResult<T> Previous { get; } = previous;

    /// <summary>How long this value lives, or null for the policy's word.</summary>
    public TimeSpan? Lifetime { get; set; }

    /// <summary>How long this value lives in a host's memory, or null for the policy's word.</summary>
    public TimeSpan? LocalLifetime { get; set; }

    /// <summary>Tags besides those of the call. A removal of one of them that came while the factory ran counts.</summary>
    public ICollection<string> Tags { get; } = [];

    /// <summary>Whether this value is kept at all. Default true.</summary>
    public bool IsCacheable { get; set; } = true;

    /// <summary>Says that the previous value is still true: it begins a new life.</summary>
    /// <returns>The previous value, for the factory to return.</returns>
    /// <exception cref="InvalidOperationException">There is no previous value.</exception>
    public T NotModified() => Previous.Found
        ? Previous.Value
        : throw new InvalidOperationException("NotModified was called though no previous value is known. Check CacheFill.Previous.Found first, and load the value.");
}
