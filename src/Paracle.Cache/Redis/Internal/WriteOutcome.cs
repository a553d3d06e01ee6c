namespace Paracle.Cache.Redis.Internal;

/// <summary>What became of a change in the second layer.</summary>
internal enum WriteOutcome
{
    /// <summary>Nobody knows: Redis did not answer.</summary>
    Unknown,

    /// <summary>It was made.</summary>
    Done,

    /// <summary>Something newer is there, or was.</summary>
    Refused,

    /// <summary>Redis has no room: the entry is gone from it.</summary>
    NoRoom,
}
