namespace Paracle.Cache.Internal;

/// <summary>What memory knew of a key at one moment: what is read or made from then on is kept in its light.</summary>
/// <param name="Changes">The key's counter of changes.</param>
/// <param name="Entry">What it held.</param>
/// <param name="Standing">What was known of that entry's being right: its <see cref="CacheEntry.Generation"/>.</param>
internal readonly record struct MemoryMark(ChangeMark Changes, CacheEntry? Entry, int Standing)
{
    /// <summary>The same after one more change, which was the caller's own.</summary>
    public MemoryMark AfterOwnChange() => this with { Changes = Changes with { Changes = Changes.Changes + 1 } };
}
