using Microsoft.Extensions.Caching.Hybrid;
using Paracle.Cache.Redis.Internal;

namespace Paracle.Cache.Internal;

/// <summary>The parts of one cache, put together.</summary>
internal sealed class CacheParts
{
    private readonly int _maximumKeyLength;
    private readonly HybridCacheEntryFlags _always;

    public CacheParts(string name, CacheOptions options, HybridCacheOptions hybrid, CacheFoundations foundations)
    {
        var (kinds, telemetry, timeProvider, random, logger, redisParts) = foundations;
        var clock = new MonotonicClock(timeProvider);
        var tags = new TagTable(options.MaximumTags);
        var maker = new EntryMaker(kinds, clock, random.New(), hybrid.MaximumPayloadBytes, logger);
        var versions = new Versions(random.New());
        var pending = new PendingRemovals(redisParts?.Options.MaximumPendingRemovals ?? 1);
        _maximumKeyLength = Math.Min(hybrid.MaximumKeyLength, InputRules.MaxKeyLength);
        Policies = new EntryPolicies(options, hybrid);
        _always = hybrid.DisableCompression ? HybridCacheEntryFlags.DisableCompression : HybridCacheEntryFlags.None;
        DefaultFlags = (hybrid.DefaultEntryOptions?.Flags ?? HybridCacheEntryFlags.None) | _always;
        First = new FirstLayer(options, tags, clock, isShared: redisParts is not null);
        var commits = new Commits(pending, name, logger);
        if (redisParts is not null)
        {
            var payloads = new StoredPayloads(redisParts.Options.CompressionBytes, hybrid.MaximumPayloadBytes);
            Second = new SecondLayer(new RedisLayer(name, redisParts), pending, tags, maker, payloads, telemetry, name);
        }

        var factories = new Factories(First, Second, maker, commits, telemetry, name, logger);
        Filler = Second is null ? null : new Filler(First, Second, factories, maker, versions, telemetry, name);
        var loader = new Loader(First, Second, Filler, factories, maker, versions);
        Lookup = new Lookup(First, Second, loader, maker, telemetry, MemoryHits, name);
        Many = new ManyLookup(First, Lookup, new ManyLoader(First, Second, loader, Filler, factories, maker, versions, telemetry, name), MemoryHits);
        Writer = new Writer(First, Second, maker, versions, commits, telemetry, name);
        redisParts?.Link.Add(new Coherence(name, First, Second!.Redis, pending, commits, Filler!, telemetry));
        telemetry.Observe(name, First, MemoryHits, redisParts is null ? null : () => (redisParts.Link.IsUp, pending.Count));
    }

    public FirstLayer First { get; }

    public SecondLayer? Second { get; }

    public EntryPolicies Policies { get; }

    public HybridCacheEntryFlags DefaultFlags { get; }

    public Filler? Filler { get; }

    public Lookup Lookup { get; }

    public ManyLookup Many { get; }

    public Writer Writer { get; }

    public HitCounter MemoryHits { get; } = new();

    /// <summary>The flags of a call.</summary>
    public HybridCacheEntryFlags FlagsOf(HybridCacheEntryOptions? options) => options?.Flags is { } flags ? flags | _always : DefaultFlags;

    /// <summary>Checks a key before anything is done with it.</summary>
    /// <exception cref="InvalidInputException">It is malformed or over-long.</exception>
    public string RequireKey(string? key)
    {
        InputRules.RequireKey(key, "cache key");
        return key!.Length <= _maximumKeyLength
            ? key
            : throw new InvalidInputException("cache key", $"The cache key has {key.Length} characters; the limit is {_maximumKeyLength}. Hash its longest part.");
    }

    /// <summary>Waits for the link's first beat.</summary>
    public ValueTask StartAsync(CancellationToken cancellationToken)
    {
        if (Second is null)
        {
            return ValueTask.CompletedTask;
        }

        var start = Second.Redis.Link.EnsureStartedAsync();
        return start.IsCompleted ? start : new ValueTask(start.AsTask().WaitAsync(cancellationToken));
    }
}
