using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Paracle.Testing;

namespace Paracle.Cache.Tests.Engine;

public sealed class CachePolicyTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new();
    private readonly CacheHost _host;
    private int _runs;

    public CachePolicyTests() => _host = new CacheHost(
        builder => builder.ConfigureCache(options => options.Policies["ruled"] = new CachePolicy("ruled") { Lifetime = TimeSpan.FromHours(1), LocalLifetime = TimeSpan.FromHours(1) }),
        services => services.AddSingleton<TimeProvider>(_time));

    private HybridCache Cache => _host.Cache;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task EagerRefresh_Due_ServesTheOldValueAndRenewsItBehind()
    {
        var policy = new CachePolicy("eager") { Lifetime = TimeSpan.FromSeconds(100), LocalLifetime = TimeSpan.FromSeconds(100), EagerRefresh = 0.5 };
        (await CountAsync("key", policy)).ShouldBe(1);

        _time.Advance(TimeSpan.FromSeconds(49));
        (await CountAsync("key", policy)).ShouldBe(1);
        _time.Advance(TimeSpan.FromSeconds(2));
        (await CountAsync("key", policy)).ShouldBe(1);

        await Waiting.UntilAsync(async () => await CountAsync("key", policy) == 2);
        _time.Advance(TimeSpan.FromSeconds(49));
        (await CountAsync("key", policy)).ShouldBe(2, "The renewed value has begun a new life.");
    }

    [Fact]
    public async Task EagerRefresh_Fails_TheOldValueLivesItsLife()
    {
        var policy = new CachePolicy("eager") { Lifetime = TimeSpan.FromSeconds(100), LocalLifetime = TimeSpan.FromSeconds(100), EagerRefresh = 0.5 };
        await CountAsync("key", policy);
        _time.Advance(TimeSpan.FromSeconds(60));
        var failed = new TaskCompletionSource();

        var value = await Cache.GetOrCreateAsync<int>("key", _ =>
        {
            failed.SetResult();
            throw new InvalidDataException();
        }, policy);

        value.ShouldBe(1);
        await failed.Task;
        (await CountAsync("key", policy)).ShouldBe(1);
    }

    [Fact]
    public async Task FailSafe_FactoryFails_ServesTheStaleValueWithinItsLimit()
    {
        var policy = new CachePolicy("safe") { Lifetime = TimeSpan.FromSeconds(10), FailSafe = TimeSpan.FromSeconds(60), FailureHold = TimeSpan.Zero };
        await CountAsync("key", policy);

        _time.Advance(TimeSpan.FromSeconds(30));
        (await Cache.GetOrCreateAsync<int>("key", _ => throw new InvalidDataException(), policy)).ShouldBe(1);
        _time.Advance(TimeSpan.FromSeconds(41));
        await Should.ThrowAsync<InvalidDataException>(async () => await Cache.GetOrCreateAsync<int>("key", _ => throw new InvalidDataException(), policy));
    }

    [Fact]
    public async Task FailSafe_ValueCannotBeKept_ServesTheStaleValue()
    {
        var policy = new CachePolicy("safe") { Lifetime = TimeSpan.FromSeconds(10), FailSafe = TimeSpan.FromSeconds(60) };
        await CountAsync("key", policy);
        _time.Advance(TimeSpan.FromSeconds(30));

        var value = await Cache.GetOrCreateAsync<int>("key", (fill, _) =>
        {
            fill.Lifetime = TimeSpan.FromSeconds(-1);
            return ValueTask.FromResult(2);
        }, policy);

        value.ShouldBe(1);
    }

    [Fact]
    public async Task Fill_WhatWasReadBeforeARemoval_IsNotItsPrevious()
    {
        var policy = new CachePolicy("plain") { Lifetime = TimeSpan.FromHours(1) };
        var (making, mayReturn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var before = Cache.GetOrCreateAsync("key", async _ =>
        {
            making.SetResult();
            await mayReturn.Task;
            return 1;
        }, policy).AsTask();
        await making.Task;
        await Cache.RemoveAsync("key");
        mayReturn.SetResult();
        (await before).ShouldBe(1);

        (await Cache.GetOrCreateAsync<int>("key", (fill, _) => ValueTask.FromResult(fill.Previous.Found ? fill.NotModified() : 2), policy)).ShouldBe(2);
    }

    [Fact]
    public async Task FailSafe_RemovedEntry_IsNotServed()
    {
        var policy = new CachePolicy("safe") { Lifetime = TimeSpan.FromSeconds(10), FailSafe = TimeSpan.FromSeconds(60) };
        await Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult(1), policy, ["tag"]);
        await Cache.RemoveByTagAsync("tag");

        await Should.ThrowAsync<InvalidDataException>(async () => await Cache.GetOrCreateAsync<int>("key", _ => throw new InvalidDataException(), policy, ["tag"]));
    }

    [Fact]
    public async Task FailureHold_FactoryFailsAgainAndAgain_HoldsTheErrorForLonger()
    {
        var policy = new CachePolicy("held") { FailureHold = TimeSpan.FromSeconds(1) };
        async Task FailAsync() => await Should.ThrowAsync<InvalidDataException>(async () => await Cache.GetOrCreateAsync<int>("key", _ =>
        {
            _runs++;
            throw new InvalidDataException();
        }, policy));

        await FailAsync();
        await FailAsync();
        _runs.ShouldBe(1);
        _time.Advance(TimeSpan.FromSeconds(1.1));
        await FailAsync();
        _time.Advance(TimeSpan.FromSeconds(1.1));
        await FailAsync();
        _runs.ShouldBe(2, "The second failure is held twice as long.");
        _time.Advance(TimeSpan.FromSeconds(1));
        (await CountAsync("key", policy)).ShouldBe(3, "A factory that succeeds ends it.");
    }

    [Fact]
    public async Task NegativeLifetime_Null_LivesAsLongAsItSays()
    {
        var policy = new CachePolicy("negative") { Lifetime = TimeSpan.FromHours(1), LocalLifetime = TimeSpan.FromHours(1), NegativeLifetime = TimeSpan.FromSeconds(5) };
        ValueTask<string?> Load(CancellationToken cancellationToken) => ValueTask.FromResult(++_runs == 1 ? null : "value");

        (await Cache.GetOrCreateAsync("key", Load, policy)).ShouldBeNull();
        _time.Advance(TimeSpan.FromSeconds(4));
        (await Cache.GetOrCreateAsync("key", Load, policy)).ShouldBeNull();
        _time.Advance(TimeSpan.FromSeconds(2));
        (await Cache.GetOrCreateAsync("key", Load, policy)).ShouldBe("value");
    }

    [Fact]
    public async Task Jitter_ManyEntries_EndAtDifferentTimesAndNeverLater()
    {
        var policy = new CachePolicy("jittered") { Lifetime = TimeSpan.FromSeconds(100), LocalLifetime = TimeSpan.FromSeconds(100), Jitter = 0.5 };
        for (var i = 0; i < 50; i++)
        {
            await CountAsync($"key {i}", policy);
        }

        var lives = new List<TimeSpan>();
        for (var i = 0; i < 50; i++)
        {
            lives.Add((await Cache.TryGetAsync<int>($"key {i}")).Remaining);
        }

        lives.ShouldAllBe(life => life >= TimeSpan.FromSeconds(50) && life <= TimeSpan.FromSeconds(100));
        lives.Distinct().Count().ShouldBeGreaterThan(40);
    }

    [Fact]
    public async Task HostsPolicyOfTheName_Wins()
    {
        var policy = new CachePolicy("ruled") { Lifetime = TimeSpan.FromSeconds(1) };
        await CountAsync("key", policy);

        _time.Advance(TimeSpan.FromMinutes(30));

        (await CountAsync("key", policy)).ShouldBe(1);
    }

    [Fact]
    public async Task Fill_SetsLifeAndTags_TheyCount()
    {
        await Cache.GetOrCreateAsync<int>("key", (fill, _) =>
        {
            fill.Lifetime = TimeSpan.FromSeconds(10);
            fill.Tags.Add("from the factory");
            return ValueTask.FromResult(++_runs);
        });

        _time.Advance(TimeSpan.FromSeconds(9));
        (await Cache.TryGetAsync<int>("key")).Found.ShouldBeTrue();
        await Cache.RemoveByTagAsync("from the factory");
        (await Cache.TryGetAsync<int>("key")).Found.ShouldBeFalse();
    }

    [Fact]
    public async Task Fill_TagRemovedWhileTheFactoryRan_IsNotKept()
    {
        await Cache.GetOrCreateAsync<int>("key", async (fill, token) =>
        {
            await Cache.RemoveByTagAsync("tag", token);
            fill.Tags.Add("tag");
            return 1;
        });

        (await Cache.TryGetAsync<int>("key")).Found.ShouldBeFalse();
    }

    [Fact]
    public async Task Fill_NotModified_BeginsANewLife()
    {
        var policy = new CachePolicy("modified") { Lifetime = TimeSpan.FromSeconds(10), FailSafe = TimeSpan.FromMinutes(1) };
        await CountAsync("key", policy);
        _time.Advance(TimeSpan.FromSeconds(15));

        (await Cache.GetOrCreateAsync<int>("key", (fill, _) => ValueTask.FromResult(fill.NotModified()), policy)).ShouldBe(1);

        _time.Advance(TimeSpan.FromSeconds(5));
        (await Cache.TryGetAsync<int>("key")).ShouldSatisfyAllConditions(
            found => found.Found.ShouldBeTrue(),
            found => found.Age.ShouldBe(TimeSpan.FromSeconds(5)),
            found => found.Remaining.ShouldBe(TimeSpan.FromSeconds(5)),
            found => found.Layer.ShouldBe(CacheLayer.Memory),
            found => found.IsStale.ShouldBeFalse());
    }

    [Fact]
    public async Task Fill_NothingBefore_NotModifiedIsAnError() =>
        await Should.ThrowAsync<InvalidOperationException>(async () => await Cache.GetOrCreateAsync<int>("key", (fill, _) => ValueTask.FromResult(fill.NotModified())));

    [Fact]
    public async Task Fill_NotCacheable_IsReturnedAndNotKept()
    {
        (await Cache.GetOrCreateAsync<int>("key", (fill, _) =>
        {
            fill.IsCacheable = false;
            return ValueTask.FromResult(1);
        })).ShouldBe(1);

        (await Cache.TryGetAsync<int>("key")).Found.ShouldBeFalse();
    }

    [Fact]
    public async Task ShareInstances_Mutable_IsCopiedUnlessDeclared()
    {
        var copied = new CachePolicy("copied");
        var shared = new CachePolicy("shared") { ShareInstances = true };
        await Cache.SetAsync("copied", new List<int> { 1 }, copied);
        await Cache.SetAsync("shared", new List<int> { 1 }, shared);

        (await Cache.TryGetAsync<List<int>>("copied")).Value.ShouldNotBeSameAs((await Cache.TryGetAsync<List<int>>("copied")).Value);
        (await Cache.TryGetAsync<List<int>>("shared")).Value.ShouldBeSameAs((await Cache.TryGetAsync<List<int>>("shared")).Value);
    }

    [Theory]
    [InlineData(-1, null, null)]
    [InlineData(null, 0.6, null)]
    [InlineData(null, null, 1.0)]
    [InlineData(4_000_000, null, null)]
    public async Task Policy_NumberOutOfRange_IsRefusedBeforeTheFactoryRuns(int? lifetime, double? jitter, double? eager)
    {
        var policy = new CachePolicy("wrong") { Lifetime = lifetime is { } seconds ? TimeSpan.FromSeconds(seconds) : null, Jitter = jitter, EagerRefresh = eager };

        (await Should.ThrowAsync<InvalidInputException>(async () => await CountAsync("key", policy))).Message.ShouldContain("wrong");
        _runs.ShouldBe(0);
    }

    private ValueTask<int> CountAsync(string key, CachePolicy policy) => Cache.GetOrCreateAsync(key, _ => ValueTask.FromResult(Interlocked.Increment(ref _runs)), policy);
}
