namespace Paracle.Cache.Internal;

/// <summary>Where an entry stands among versions, tags and generations.</summary>
/// <param name="Version">Its version in the second layer, 0 for none.</param>
/// <param name="TagClock">How far the tag clock had come, as far as known, when its load began.</param>
/// <param name="Generation">The generation of the link in which its load began.</param>
internal readonly record struct EntryOrigin(long Version, long TagClock, int Generation);
