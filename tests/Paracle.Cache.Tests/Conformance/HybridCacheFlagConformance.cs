using Microsoft.Extensions.Caching.Hybrid;
using Paracle.Testing;

namespace Paracle.Cache.Tests.Conformance;

/// <summary>What the flags of an entry say, one by one, and the defaults for what a call leaves open.</summary>
public abstract class HybridCacheFlagConformance<TEngine> : EngineSuite<TEngine>
    where TEngine : Engine, new()
{
    [Theory]
    [InlineData(HybridCacheEntryFlags.DisableLocalCacheWrite, 2)]
    [InlineData(HybridCacheEntryFlags.DisableLocalCacheRead, 2)]
    [InlineData(HybridCacheEntryFlags.DisableDistributedCache, 1)]
    [InlineData(HybridCacheEntryFlags.DisableCompression, 1)]
    [InlineData(HybridCacheEntryFlags.None, 1)]
    public async Task Flags_MemoryAlone_DecideWhetherTheFactoryRunsAgain(HybridCacheEntryFlags flags, int runs)
    {
        var cache = Open();

        await cache.GetOrCreateAsync("key", Count, With(flags));
        await cache.GetOrCreateAsync("key", Count, With(flags));

        Runs.ShouldBe(runs);
    }

    [Theory]
    [InlineData(HybridCacheEntryFlags.DisableDistributedCacheWrite, 1)]
    [InlineData(HybridCacheEntryFlags.DisableDistributedCache, 1)]
    [InlineData(HybridCacheEntryFlags.DisableCompression, 0)]
    [InlineData(HybridCacheEntryFlags.None, 0)]
    public async Task Flags_OfTheWriter_DecideWhetherAnotherHostHasTheValue(HybridCacheEntryFlags flags, int runs)
    {
        var (first, second) = (Open(usesRedis: true), Open(usesRedis: true));
        await first.SetAsync("key", -1, With(flags));

        await second.GetOrCreateAsync("key", Count);

        Runs.ShouldBe(runs);
    }

    [Theory]
    [InlineData(HybridCacheEntryFlags.DisableDistributedCacheRead, 1)]
    [InlineData(HybridCacheEntryFlags.DisableDistributedCache, 1)]
    [InlineData(HybridCacheEntryFlags.DisableLocalCache, -1)]
    [InlineData(HybridCacheEntryFlags.None, -1)]
    public async Task Flags_OfTheReader_DecideWhetherItGetsWhatIsInRedis(HybridCacheEntryFlags flags, int value)
    {
        var (first, second) = (Open(usesRedis: true), Open(usesRedis: true));
        await first.SetAsync("key", -1);

        (await second.GetOrCreateAsync("key", Count, With(flags))).ShouldBe(value);
    }

    [Fact]
    public async Task DisableLocalCacheRead_OldValueInMemory_GivesWhatIsInRedis()
    {
        var (first, second) = (Open(usesRedis: true), Open(usesRedis: true));
        await first.SetAsync("key", -1);
        await second.GetOrCreateAsync("key", Count);
        await first.SetAsync("key", -2);

        (await second.GetOrCreateAsync("key", Count, With(HybridCacheEntryFlags.DisableLocalCacheRead))).ShouldBe(-2);
    }

    [Fact]
    public async Task DisableLocalCacheWrite_FoundInRedis_DoesNotComeIntoMemory()
    {
        var (first, second) = (Open(usesRedis: true), Open(usesRedis: true));
        await first.SetAsync("key", -1);
        (await second.GetOrCreateAsync("key", Count, With(HybridCacheEntryFlags.DisableLocalCacheWrite))).ShouldBe(-1);

        (await second.GetOrCreateAsync("key", Count, With(HybridCacheEntryFlags.DisableDistributedCacheRead))).ShouldBe(1);
    }

    [Fact]
    public async Task DisableLocalCacheWrite_OfAWrite_LeavesNoOldValueInMemory()
    {
        var cache = Open(usesRedis: true);
        await cache.SetAsync("key", -1);
        await cache.SetAsync("key", -2, With(HybridCacheEntryFlags.DisableLocalCacheWrite));

        ShouldHold(await cache.GetOrCreateAsync("key", Count) == -2, unless: Difference.OldValueStaysBesideWrite);
    }

    [Fact]
    public async Task DisableDistributedCacheWrite_OfALoad_KeepsTheValueHere()
    {
        var (first, second) = (Open(usesRedis: true), Open(usesRedis: true));
        await first.GetOrCreateAsync("key", Count, With(HybridCacheEntryFlags.DisableDistributedCacheWrite));
        await first.SetAsync("other", -1);
        await CloseAsync(first);

        (await second.GetOrCreateAsync("key", Count)).ShouldBe(2);
    }

    [Fact]
    public async Task DisableReading_ValueInBothLayers_RefreshesBoth()
    {
        var (first, second) = (Open(usesRedis: true), Open(usesRedis: true));
        await first.SetAsync("key", "old");

        (await first.GetOrCreateAsync("key", Made("new"), With(HybridCacheEntryFlags.DisableLocalCacheRead | HybridCacheEntryFlags.DisableDistributedCacheRead)))
            .ShouldBe("new");

        (await first.GetOrCreateAsync("key", Made("wrong"))).ShouldBe("new");
        if (Differs(Difference.RefreshDoesNotReachRedis))
        {
            (await ReadRedisAsync(second)).ShouldBe("old");
        }
        else
        {
            await Waiting.UntilAsync(async () => await ReadRedisAsync(second) == "new");
        }
    }

    [Fact]
    public async Task DisableUnderlyingData_NothingCached_GivesTheDefaultAndKeepsNothing()
    {
        var cache = Open();

        (await cache.GetOrCreateAsync("key", Count, With(HybridCacheEntryFlags.DisableUnderlyingData))).ShouldBe(0);
        Runs.ShouldBe(0);
        (await cache.GetOrCreateAsync("key", Count)).ShouldBe(1);
    }

    [Fact]
    public async Task DisableUnderlyingData_Cached_GivesItFromEitherLayer()
    {
        var (first, second) = (Open(usesRedis: true), Open(usesRedis: true));
        await first.SetAsync("key", -1);

        (await first.GetOrCreateAsync("key", Count, With(HybridCacheEntryFlags.DisableUnderlyingData))).ShouldBe(-1);
        (await second.GetOrCreateAsync("key", Count, With(HybridCacheEntryFlags.DisableUnderlyingData))).ShouldBe(-1);
    }

    [Theory]
    [InlineData(null, 2)]
    [InlineData(HybridCacheEntryFlags.None, 1)]
    public async Task DefaultFlags_CallSaysNothingOrOthers_AreOverlaid(HybridCacheEntryFlags? flags, int runs)
    {
        var cache = Open(configure: options => options.DefaultEntryOptions = With(HybridCacheEntryFlags.DisableLocalCache));
        var call = new HybridCacheEntryOptions { Expiration = TimeSpan.FromMinutes(1), Flags = flags };

        await cache.GetOrCreateAsync("key", Count, call);
        await cache.GetOrCreateAsync("key", Count, call);

        if (flags is null)
        {
            ShouldHold(Runs == runs, unless: Difference.OptionsAreIgnored);
        }
        else
        {
            Runs.ShouldBe(runs);
        }
    }
}
