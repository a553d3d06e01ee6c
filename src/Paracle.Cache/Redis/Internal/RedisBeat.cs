using System.Collections.Immutable;

namespace Paracle.Cache.Redis.Internal;

/// <summary>What a beat found.</summary>
/// <param name="Epoch">The epoch that Redis is in.</param>
/// <param name="Clock">The tag clock.</param>
/// <param name="Time">Redis's time in microseconds.</param>
/// <param name="EverythingRemovedAt">For each listener the tag clock at its last removal of everything.</param>
/// <param name="IsCluster">Whether keys are spread over several servers.</param>
internal sealed record RedisBeat(long Epoch, long Clock, long Time, ImmutableArray<long> EverythingRemovedAt, bool IsCluster);
