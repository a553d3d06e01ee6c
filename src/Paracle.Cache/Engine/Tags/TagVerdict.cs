namespace Paracle.Cache.Internal;

/// <summary>What the tags of an entry say about it.</summary>
internal enum TagVerdict
{
    /// <summary>None was removed since.</summary>
    Valid,

    /// <summary>One was removed since.</summary>
    Removed,

    /// <summary>The versions of some must be asked for.</summary>
    Unknown,
}
