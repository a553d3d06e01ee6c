using Microsoft.Extensions.Logging;

namespace Paracle.Cache.Internal;

/// <summary>Makes entries: says how long they live, and whether their instance is shared.</summary>
internal sealed class EntryMaker(ValueKinds kinds, MonotonicClock clock, Random random, long maximumPayloadBytes, ILogger logger)
{
    public MonotonicClock Clock => clock;

    /// <summary>Makes an entry of a value that was just made or written.</summary>
    /// <param name="call">What it is for.</param>
    /// <param name="value">The value.</param>
    /// <param name="fill">What the factory said of it, or null.</param>
    /// <param name="origin">Where it stands among versions, tags and generations.</param>
    /// <param name="isForRedis">Whether its bytes are needed in any case.</param>
    public MadeEntry<T> Make<T>(EntryCall call, T value, CacheFill<T>? fill, EntryOrigin origin, bool isForRedis)
    {
        var kind = kinds.Of<T>();
        var policy = call.Policy;
        var life = fill?.Lifetime ?? (value is null ? policy.NegativeLifetime : null) ?? policy.Lifetime;
        life = Jittered(InputRules.RequirePositive(life, "cache lifetime"), policy.Jitter);
        var local = InputRules.RequirePositive(fill?.LocalLifetime ?? policy.LocalLifetime, "local cache lifetime");
        var shares = value is null || kind.IsImmutable || policy.ShareInstances;
        var payload = value is null ? ReadOnlyMemory<byte>.Empty : isForRedis || !shares ? Serialize(kind, value) : (ReadOnlyMemory<byte>?)null;
        var size = payload?.Length ?? kind.SizeOf(value);
        var tags = fill is { Tags.Count: > 0 } ? TagNames.Require(call.Tags, fill.Tags) : call.Tags;
        var entry = Entry(call.Key, size, value, shares ? null : payload, kind, policy, clock.Now, life, life, local, origin, tags);
        return new MadeEntry<T>(entry, payload, life, size <= maximumPayloadBytes);
    }

    /// <summary>Makes an entry of what was found in the second layer.</summary>
    /// <param name="call">What it is for.</param>
    /// <param name="value">The bytes; they are copied where the entry keeps them. Null for a null.</param>
    /// <param name="age">How old it is.</param>
    /// <param name="life">How long it lives in all.</param>
    /// <param name="origin">Where it stands among versions, tags and generations.</param>
    /// <param name="tags">Its tags.</param>
    public CacheEntry<T> Revive<T>(EntryCall call, ReadOnlyMemory<byte>? value, TimeSpan age, TimeSpan life, EntryOrigin origin, string[] tags)
    {
        var kind = kinds.Of<T>();
        var isCopied = value is not null && !kind.IsImmutable && !call.Policy.ShareInstances;
        var payload = isCopied ? value!.Value.ToArray() : (ReadOnlyMemory<byte>?)null;

        // Also where every reader gets a copy: bytes that the type cannot be read from are found here, and not by every reader.
        var revived = value is { } bytes ? kind.Deserialize(bytes) : default!;
        var entry = Entry(
            call.Key, value?.Length ?? 0, revived, payload, kind, call.Policy, clock.Now - clock.Ticks(age), life, life - age, call.Policy.LocalLifetime, origin, tags);
        if (isCopied)
        {
            entry.Lend(revived);
        }

        return entry;
    }

    /// <summary>Tells of an entry what a caller may know.</summary>
    public CacheResult<T> Describe<T>(CacheEntry<T> entry, CacheLayer layer)
    {
        var now = clock.Now;
        var remaining = now < entry.Until ? clock.Between(now, entry.Until) : TimeSpan.Zero;
        return new CacheResult<T>(true, entry.Read(), clock.Between(entry.CreatedAt, now), remaining, layer, remaining == TimeSpan.Zero);
    }

    private static ReadOnlyMemory<byte> Serialize<T>(ValueKind<T> kind, T value)
    {
        using var buffer = new PooledWriter();
        kind.Serialize(value, buffer);
        return buffer.Written.ToArray();
    }

    private CacheEntry<T> Entry<T>(
        string key,
        long size,
        T value,
        ReadOnlyMemory<byte>? payload,
        ValueKind<T> kind,
        EntryPolicy policy,
        long createdAt,
        TimeSpan life,
        TimeSpan remaining,
        TimeSpan local,
        EntryOrigin origin,
        string[] tags)
    {
        Warn(kind, payload is not null);
        var now = clock.Now;
        var until = now + clock.Ticks(remaining);
        var localUntil = Math.Min(until, now + clock.Ticks(Jittered(local, policy.Jitter)));
        var renewAt = policy.EagerRefresh is { } share ? createdAt + clock.Ticks(life * share) : long.MaxValue;
        return new CacheEntry<T>(key, size, payload is null ? value : default!, payload, kind)
        {
            Version = origin.Version,
            CreatedAt = createdAt,
            LocalUntil = localUntil,
            Until = until,
            StaleUntil = until + clock.Ticks(policy.FailSafe),
            FreshUntil = Math.Min(localUntil, renewAt),
            Generation = origin.Generation,
            TagClock = origin.TagClock,
            Tags = tags,
            IsNull = payload is null && value is null,
        };
    }

    private TimeSpan Jittered(TimeSpan life, double jitter)
    {
        if (jitter <= 0)
        {
            return life;
        }

        lock (random)
        {
            return life * (1 - (jitter * random.NextDouble()));
        }
    }

    private void Warn<T>(ValueKind<T> kind, bool isCopied)
    {
        if (isCopied && kind.IsFirstCopy())
        {
            logger.ValueIsCopied(typeof(T).ToString());
        }
    }
}
