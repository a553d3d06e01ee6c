using Paracle.Testing;

namespace Paracle.Cache.Tests.Conformance;

/// <summary>What holds for callers of a key that is being loaded.</summary>
public abstract class HybridCacheFlightConformance<TEngine> : EngineSuite<TEngine>
    where TEngine : Engine, new()
{
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _mayReturn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _isCancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GetOrCreate_64CallersAtOnce_RunOneFactory(bool usesRedis)
    {
        var cache = Open(usesRedis);

        var calls = Enumerable.Range(0, 64).Select(_ => cache.GetOrCreateAsync("key", SlowAsync).AsTask()).ToList();
        _mayReturn.SetResult();

        (await Task.WhenAll(calls)).ShouldAllBe(value => value == 1);
    }

    [Fact]
    public async Task GetOrCreate_64Threads_RunOneFactory()
    {
        var cache = Open();

        var values = await Race.RunAsync(64, async racer =>
        {
            if (racer == 63)
            {
                _mayReturn.SetResult();
            }

            return await cache.GetOrCreateAsync("key", SlowAsync);
        });

        values.ShouldAllBe(value => value == 1);
    }

    [Fact]
    public async Task GetOrCreate_TwoHostsWantAColdKey_RunsOneFactory()
    {
        var (first, second) = (Open(usesRedis: true), Open(usesRedis: true));
        var one = first.GetOrCreateAsync("key", SlowAsync).AsTask();
        await _started.Task;
        var other = second.GetOrCreateAsync("key", async token =>
        {
            _mayReturn.TrySetResult(); // where each host runs its own, this one must not be waited for by the other
            return await Count(token);
        }).AsTask();
        if (!Differs(Difference.ColdKeyRunsOnEveryHost))
        {
            _mayReturn.SetResult();
        }

        await Task.WhenAll(one, other);

        ShouldHold(Runs == 1, unless: Difference.ColdKeyRunsOnEveryHost);
    }

    [Fact]
    public async Task GetOrCreate_FactoryFails_AllWhoWaitGetItsErrorAndTheNextCallAValue()
    {
        var cache = Open(usesClock: true);

        var calls = Enumerable.Range(0, 64).Select(_ => cache.GetOrCreateAsync<int>("key", async token =>
        {
            await SlowAsync(token);
            throw new InvalidDataException();
        }).AsTask()).ToList();
        _mayReturn.SetResult();
        foreach (var call in calls)
        {
            await Should.ThrowAsync<InvalidDataException>(call);
        }

        ShouldHold(Runs == 1, unless: Difference.FailureRunsForEveryCaller);
        Time.Advance(TimeSpan.FromSeconds(1));
        (await cache.GetOrCreateAsync("key", Made(-1))).ShouldBe(-1);
    }

    [Fact]
    public async Task GetOrCreate_RightAfterAnError_RunsAgain()
    {
        var cache = Open(usesClock: true);
        await Should.ThrowAsync<InvalidDataException>(async () => await cache.GetOrCreateAsync<int>("key", _ => throw new InvalidDataException()));

        var next = await Record.ExceptionAsync(async () => await cache.GetOrCreateAsync("key", Count));

        ShouldHold(next is null, unless: Difference.ErrorIsHeld);
    }

    [Fact]
    public async Task Set_RightAfterAnError_IsSeen()
    {
        var cache = Open(usesClock: true);
        await Should.ThrowAsync<InvalidDataException>(async () => await cache.GetOrCreateAsync<int>("key", _ => throw new InvalidDataException()));

        await cache.SetAsync("key", -1);

        (await cache.GetOrCreateAsync("key", Count)).ShouldBe(-1);
    }

    [Fact]
    public async Task GetOrCreate_FactoryCancelsItself_IsCancelledAndRunsAgain()
    {
        var cache = Open(usesClock: true);

        await Should.ThrowAsync<OperationCanceledException>(async () => await cache.GetOrCreateAsync<int>("key", _ => throw new OperationCanceledException()));
        Time.Advance(TimeSpan.FromSeconds(1));

        (await cache.GetOrCreateAsync("key", Count)).ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task GetOrCreate_OneOfTwoCallersLeaves_TheOtherGetsTheValueOfTheSameFactory(bool firstLeaves)
    {
        var cache = Open();
        using var leaving = new CancellationTokenSource();
        using var staying = new CancellationTokenSource();
        var first = cache.GetOrCreateAsync("key", SlowAsync, cancellationToken: firstLeaves ? leaving.Token : staying.Token).AsTask();
        await _started.Task;
        var second = cache.GetOrCreateAsync("key", SlowAsync, cancellationToken: firstLeaves ? staying.Token : leaving.Token).AsTask();
        var (leaver, stayer) = firstLeaves ? (first, second) : (second, first);

        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(leaver);
        _mayReturn.SetResult();

        (await stayer).ShouldBe(1);
        if (firstLeaves)
        {
            ShouldHold(!_isCancelled.Task.IsCompleted, unless: Difference.FirstCallerTakesTheLoadAlong);
        }
        else
        {
            _isCancelled.Task.IsCompleted.ShouldBeFalse();
        }
    }

    [Fact]
    public async Task GetOrCreate_AllCallersLeave_CancelsTheFactoryAndTheNextCallRunsAgain()
    {
        var cache = Open();
        using var cancellation = new CancellationTokenSource();
        var calls = Enumerable.Range(0, 4).Select(_ => cache.GetOrCreateAsync("key", SlowAsync, cancellationToken: cancellation.Token).AsTask()).ToList();
        await _started.Task;

        await cancellation.CancelAsync();

        await _isCancelled.Task.WaitAsync(Waiting.Limit);
        foreach (var call in calls)
        {
            await Should.ThrowAsync<OperationCanceledException>(call);
        }

        (await cache.GetOrCreateAsync("key", Made(-1))).ShouldBe(-1);
    }

    [Fact]
    public async Task GetOrCreate_ManyLeaveAtRandom_ThoseWhoStayGetTheValue()
    {
        var cache = Open();
        var random = new Random(1);
        for (var round = 0; round < 50; round++)
        {
            using var cancellation = new CancellationTokenSource();
            var mayReturn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var calls = Enumerable.Range(0, 16).Select(_ => random.Next(2) == 0).ToList().ConvertAll(leaves => (leaves, call: cache.GetOrCreateAsync(
                $"key:{round}",
                async token =>
                {
                    await mayReturn.Task.WaitAsync(token);
                    return round;
                },
                cancellationToken: leaves ? cancellation.Token : CancellationToken.None).AsTask()));

            var leaving = Task.Run(cancellation.Cancel);
            mayReturn.SetResult();
            await leaving;

            foreach (var (leaves, call) in calls)
            {
                try
                {
                    (await call).ShouldBe(round);
                }
                catch (OperationCanceledException)
                {
                    leaves.ShouldBeTrue("Who stays gets a value.");
                }
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GetOrCreate_CancelledBefore_RunsNothing(bool isCached)
    {
        var cache = Open();
        if (isCached)
        {
            await cache.SetAsync("key", -1);
        }

        await Should.ThrowAsync<OperationCanceledException>(async () => await cache.GetOrCreateAsync("key", Count, cancellationToken: new CancellationToken(canceled: true)));
        Runs.ShouldBe(0);
    }

    [Fact]
    public async Task GetOrCreate_FactoryAsksForAnotherKey_BothAreCached()
    {
        var cache = Open();

        (await cache.GetOrCreateAsync("sum", async token => 10 + await cache.GetOrCreateAsync("part", Count, cancellationToken: token))).ShouldBe(11);

        (await cache.GetOrCreateAsync("sum", Count)).ShouldBe(11);
        (await cache.GetOrCreateAsync("part", Count)).ShouldBe(1);
    }

    [Fact]
    public async Task GetOrCreate_AsAnotherTypeThanIsBeingLoaded_GetsAValueOfItsOwn()
    {
        var cache = Open();
        var number = cache.GetOrCreateAsync("key", SlowAsync).AsTask();
        await _started.Task;
        var text = Record.ExceptionAsync(async () => (await cache.GetOrCreateAsync("key", Made("text"))).ShouldBe("text"));
        _mayReturn.SetResult();
        var error = await text;

        ShouldHold(error is null, unless: Difference.JoiningAsAnotherTypeThrows);
        (await number).ShouldBe(1);
    }

    private async ValueTask<int> SlowAsync(CancellationToken cancellationToken)
    {
        _started.TrySetResult();
        try
        {
            await _mayReturn.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            _isCancelled.TrySetResult();
            throw;
        }

        return await Count(cancellationToken);
    }
}
