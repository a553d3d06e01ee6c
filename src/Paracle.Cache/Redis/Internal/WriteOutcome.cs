namespace Paracle.Cache.Redis.Internal;

/// <summary>What became of a change in the second layer.</summary>
internal enum WriteOutcome
{
    /// <summary>Nobody knows: Redis did not answer.</summary>
    Unknown,

    /// <summary>It was made.</summary>
    Done,

    /// <summary>Something newer was there, or is.</summary>
    Refused,

    /// <summary>A fill was refused, and something newer is there, or will be when whoever holds the key is done.</summary>
    Superseded,

    /// <summary>Redis has no room: the entry is gone from it.</summary>
    NoRoom,
}
