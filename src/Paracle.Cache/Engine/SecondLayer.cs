using System.Buffers;
using System.Runtime.CompilerServices;
using Paracle.Cache.Redis.Internal;

namespace Paracle.Cache.Internal;

/// <summary>What Redis holds, understood: nothing that is damaged, foreign, of another epoch or of a removed tag comes out of here.</summary>
internal sealed class SecondLayer(
    RedisLayer redis, PendingRemovals pending, TagTable tags, EntryMaker maker, StoredPayloads payloads, CacheTelemetry telemetry, string name)
{
    private const int AllMisses = 1 << 16;

    // Reads that the share is about. What several threads make of it at once is near enough.
    private const int Recent = 64;

    private int _missShare;

    public RedisLayer Redis => redis;

    /// <summary>Whether most of the last reads found nothing.</summary>
    public bool ExpectsMisses => _missShare > AllMisses / 2;

    /// <summary>Whether what Redis has for a key may be used.</summary>
    public bool IsUsableFor(string key) => redis.IsUp && !pending.Covers(key);

    /// <summary>Reads a key.</summary>
    /// <param name="call">What it is for.</param>
    /// <param name="known">What is in memory: it is taken if it turns out to be the same.</param>
    /// <param name="generation">The generation of the link before.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<SharedValue<T>> ReadAsync<T>(EntryCall call, CacheEntry<T>? known, int generation)
    {
        using var read = await redis.ReadAsync(call.Key).ConfigureAwait(false);
        if (!read.IsAnswered)
        {
            return SharedValue<T>.Away;
        }

        if (read.Stored is { } stored)
        {
            return await DecodeAsync(call, stored, known, generation).ConfigureAwait(false);
        }

        return Miss<T>();
    }

    /// <summary>A read found nothing.</summary>
    public SharedValue<T> Miss<T>()
    {
        Missed();
        return SharedValue<T>.Missing;
    }

    /// <summary>What was done in place of a read found nothing.</summary>
    public void Missed() => _missShare += (AllMisses - _missShare) / Recent;

    /// <summary>Understands what is stored.</summary>
    public async ValueTask<SharedValue<T>> DecodeAsync<T>(EntryCall call, ReadOnlyMemory<byte> stored, CacheEntry<T>? known, int generation)
    {
        telemetry.Read(name, stored.Length);
        _missShare -= _missShare / Recent;
        if (!payloads.TryRead(stored, call.Key, out var header, out var body))
        {
            return await DiscardAsync<T>(call.Key).ConfigureAwait(false);
        }

        var seen = new SeenVersion(false, header.Version);
        if (header.Epoch != redis.Link.Epoch || pending.CoversAny(header.Tags) || !await HasLiveTagsAsync(header, generation).ConfigureAwait(false))
        {
            return new SharedValue<T>(true, null, false, seen);
        }

        var age = TimeSpan.FromMilliseconds(Math.Max(0, (redis.Link.Clock.Now / 1000) - header.Created));
        var life = TimeSpan.FromMilliseconds(header.Lifetime);
        if (known is not null && known.Version == header.Version && age < life && maker.Clock.Now < known.LocalUntil)
        {
            return new SharedValue<T>(true, known, false, seen);
        }

        var origin = new EntryOrigin(header.Version, header.TagClock, generation);
        if (header.IsNull)
        {
            return new SharedValue<T>(true, maker.Revive<T>(call, null, age, life, origin, header.Tags), age >= life, seen);
        }

        if (!header.IsBulk)
        {
            return Revive<T>(body, origin) is { } entry ? new SharedValue<T>(true, entry, age >= life, seen) : await DiscardAsync<T>(call.Key).ConfigureAwait(false);
        }

        using var apart = await redis.ReadPayloadAsync(call.Key).ConfigureAwait(false);
        telemetry.Read(name, apart.Stored?.Length ?? 0);
        if (apart.Stored is not { } payload || !payloads.TryRead(payload, call.Key, out var second, out body) || second.Version != header.Version)
        {
            return apart.IsAnswered ? new SharedValue<T>(true, null, false, seen) : SharedValue<T>.Away;
        }

        return Revive<T>(body, origin) is { } large ? new SharedValue<T>(true, large, age >= life, seen) : await DiscardAsync<T>(call.Key).ConfigureAwait(false);

        CacheEntry<TValue>? Revive<TValue>(ReadOnlyMemory<byte> bytes, EntryOrigin from)
        {
            byte[]? rented = null;
            try
            {
                return StoredPayloads.TryExpand(header, bytes, out var expanded, out rented) ? maker.Revive<TValue>(call, expanded, age, life, from, header.Tags) : null;
            }
            catch (Exception exception) when (exception is not (OutOfMemoryException or ConfigurationException))
            {
                // Whatever a serializer makes of bytes it cannot read: they are of no use.
                return null;
            }
            finally
            {
                if (rented is not null)
                {
                    ArrayPool<byte>.Shared.Return(rented);
                }
            }
        }
    }

    /// <summary>Gives an entry the form in which Redis keeps it.</summary>
    public StoredEntry Encode<T>(EntryCall call, MadeEntry<T> made, TimeSpan failSafe, long sourceVersion)
    {
        var header = new StoredHeader
        {
            IsNull = made.Entry.IsNull,
            Version = made.Entry.Version,
            Epoch = redis.Link.Epoch,
            Created = redis.Link.Clock.Now / 1000,
            Lifetime = (long)made.Life.TotalMilliseconds,
            TagClock = made.Entry.TagClock,
            SourceVersion = sourceVersion,
            Tags = made.Entry.Tags,
        };
        var (head, apart) = payloads.Write(call.Key, header, made.Payload ?? default, call.MayCompress, redis.BulkBytes);
        telemetry.Wrote(name, head.Length + apart.Length);
        return new StoredEntry(head, apart, made.Life + failSafe, made.Entry.Version);
    }

    private async ValueTask<bool> HasLiveTagsAsync(StoredHeader header, int generation)
    {
        var unknown = header.Tags.Length == 0 ? null : new List<string>();
        switch (tags.Judge(header.Tags, header.TagClock, unknown))
        {
            case TagVerdict.Valid:
                return true;
            case TagVerdict.Unknown when await redis.ReadTagsAsync(unknown!).ConfigureAwait(false) is { } versions:
                tags.Learn(unknown!, versions, generation);
                return !versions.Any(version => version > header.TagClock) && tags.Judge(header.Tags, header.TagClock) != TagVerdict.Removed;
            default:
                return false;
        }
    }

    // Counted, and taken away so that not every reader stumbles over it.
    private async ValueTask<SharedValue<T>> DiscardAsync<T>(string key)
    {
        telemetry.Discarded(name);
        return await redis.RemoveAsync(key).ConfigureAwait(false) == WriteOutcome.Done ? SharedValue<T>.Missing : SharedValue<T>.Away;
    }
}
