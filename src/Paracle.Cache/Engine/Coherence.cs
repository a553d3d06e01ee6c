using Paracle.Cache.Redis.Internal;

namespace Paracle.Cache.Internal;

/// <summary>What other nodes tell, and what this one has still to tell them.</summary>
internal sealed class Coherence(string name, FirstLayer first, RedisLayer redis, PendingRemovals pending, Commits commits, Filler filler, CacheTelemetry telemetry) : IRedisListener
{
    private const int ReplaysAtATime = 256;

    public string Name => name;

    public long Clock => first.Tags.Clock;

    public bool HasPending => pending.Count > 0;

    public void KeyChanged(string key, long version, TimeSpan lag)
    {
        telemetry.InvalidationReceived(name, "key", lag);
        first.ChangeElsewhere(key, version);
        filler.FillEnded(key);
    }

    public void TagRemoved(string tag, long clock, TimeSpan lag)
    {
        telemetry.InvalidationReceived(name, "tag", lag);
        first.Tags.Remove(tag, clock);
        if (string.Equals(tag, TagNames.Everything, StringComparison.Ordinal))
        {
            first.ChangeAll();
        }
    }

    public Task DrainAsync() => commits.DrainAsync();

    public void FillEnded(string key) => filler.FillEnded(key);

    public void Verified(int generation, long clock, long everythingRemovedAt)
    {
        first.Tags.Begin(generation, clock, everythingRemovedAt);
        first.Flights.ForgetAll();
    }

    public async Task ReplayAsync()
    {
        foreach (var tag in pending.Tags())
        {
            if (await redis.RemoveTagAsync(tag.Key, first.Tags.Clock).ConfigureAwait(false) is not { } removedAt)
            {
                throw new UnavailableException("Redis did not take the removals that were kept for it.");
            }

            first.Tags.Remove(tag.Key, removedAt);
            pending.DoneTag(tag);
        }

        foreach (var keys in pending.Keys().Chunk(ReplaysAtATime))
        {
            var outcomes = await Task.WhenAll(keys.Select(key => redis.RemoveAsync(key.Key).AsTask())).ConfigureAwait(false);
            for (var i = 0; i < keys.Length; i++)
            {
                if (outcomes[i] != WriteOutcome.Done)
                {
                    throw new UnavailableException("Redis did not take the removals that were kept for it.");
                }

                pending.DoneKey(keys[i]);
            }
        }
    }
}
