namespace Paracle.Cache.Tests.Conformance;

/// <summary>
/// In what an engine may differ from what the suites ask; <see cref="Engine.Differences"/> says which does, at the versions in its summary. The suites
/// assert a difference as they assert a promise, so that it is seen when it goes. What is a defect of the others is not copied.
/// </summary>
public enum Difference
{
    /// <summary>A write or a removal of a key on one host is not seen in the memory of another until its life there ends.</summary>
    OtherHostKeepsOldValue,

    /// <summary>A removal by tag on one host is not seen in the memory of another until its life there ends.</summary>
    OtherHostKeepsRemovedTag,

    /// <summary>A host that has once asked about a tag does not ask again: it takes from Redis what another host removed by that tag.</summary>
    RemovedTagComesBackFromRedis,

    /// <summary>The first read of a new host gets from Redis what was removed by "*": it does not wait for what it has asked about that.</summary>
    NewHostMissesRemovalOfAll,

    /// <summary>A write or a removal while the value is being loaded is undone by that load, in memory and in Redis.</summary>
    LoadUndoesChange,

    /// <summary>A removal by tag while a value is being loaded does not count for that value.</summary>
    LoadUndoesRemovalOfTag,

    /// <summary>Hosts that want a cold key at the same time load it each for itself.</summary>
    ColdKeyRunsOnEveryHost,

    /// <summary>A failing factory runs once for every waiting caller, one after the other.</summary>
    FailureRunsForEveryCaller,

    /// <summary>When the first caller leaves, its factory is cancelled and run anew for those who wait.</summary>
    FirstCallerTakesTheLoadAlong,

    /// <summary>Callers get the same instance of a type that can be changed.</summary>
    InstancesAreShared,

    /// <summary>Serializers registered for HybridCache are not used.</summary>
    SerializersAreIgnored,

    /// <summary>HybridCacheOptions do not count; the engine has options of its own.</summary>
    OptionsAreIgnored,

    /// <summary>A write that is not to go into memory leaves the old value there, and it is served.</summary>
    OldValueStaysBesideWrite,

    /// <summary>A null string comes back from Redis as an empty one.</summary>
    NullTextComesBackEmpty,

    /// <summary>A load that may not read Redis does not replace what is there.</summary>
    RefreshDoesNotReachRedis,

    /// <summary>A value over the payload limit stays in memory.</summary>
    OversizeStaysInMemory,

    /// <summary>A value over the payload limit goes to Redis.</summary>
    OversizeGoesToRedis,

    /// <summary>A local lifetime longer than the lifetime keeps the value for that long.</summary>
    MemoryOutlivesExpiration,

    /// <summary>A key in memory read as another type is an error instead of a miss.</summary>
    AnotherTypeThrows,

    /// <summary>A caller who asks for a key as another type than it is being loaded as gets an error.</summary>
    JoiningAsAnotherTypeThrows,

    /// <summary>What the serializer cannot read from Redis is an error, for every caller until its life ends, instead of a miss.</summary>
    UndecodableThrows,

    /// <summary>Keys that are missing, empty, over-long or malformed are not refused: their factory runs, and runs again.</summary>
    BadKeysAreTaken,

    /// <summary>Tags that are empty or "*" are taken.</summary>
    BadTagsAreTaken,

    /// <summary>Lifetimes that are zero or negative are taken, of writes at least, which are then lost without a word.</summary>
    BadLivesAreTaken,

    /// <summary>Ours, on purpose: an error is held for <see cref="CachePolicy.FailureHold"/>, so that the next callers do not run into the same wall.</summary>
    ErrorIsHeld,

    /// <summary>Ours, on purpose: a call that gives only a lifetime stays in memory for <see cref="CacheOptions.DefaultLocalLifetime"/> at most, which bounds
    /// how far a host that is cut off can be behind.</summary>
    LocalLifeHasItsOwnDefault,
}
