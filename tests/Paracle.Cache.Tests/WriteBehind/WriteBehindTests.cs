using Paracle.Testing;

namespace Paracle.Cache.Tests.WriteBehind;

public sealed class WriteBehindTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Write_SourceDoesNotHaveItYet_CacheShowsIt()
    {
        await using var host = await WriteBehindHost.StartAsync(options => options.WritesToSource = false);

        await host.WriteAsync("a", 1);

        (await host.Cache.TryGetAsync<CacheSample>("a", Token)).Value.ShouldBe(new CacheSample("a", 1));
        (await host.DepthAsync()).Waiting.ShouldBe(1);
        host.Sink.Batches.ShouldBeEmpty();
    }

    [Fact]
    public async Task Write_OnAnotherHost_IsShownThroughRedis()
    {
        var prefix = $"test-{Guid.NewGuid():N}:";
        void UseRedis(IParacleBuilder paracle) => paracle.UseRedis(options =>
        {
            (options.ConnectionString, options.KeyPrefix) = (TestServers.Redis, prefix);
            options.BePatient();
        });
        await using var one = await WriteBehindHost.StartAsync(options => options.WritesToSource = false, builder: UseRedis);
        await using var two = await WriteBehindHost.StartAsync(options => options.WritesToSource = false, builder: UseRedis);

        // A machine under test may take so long over an answer that the link counts as down for a moment; what is written then stays here.
        var count = 0;
        await Waiting.UntilAsync(async () =>
        {
            var key = $"k{++count}";
            await one.WriteAsync(key, count);
            return (await two.Cache.TryGetAsync<CacheSample>(key, Token)).Value == new CacheSample(key, count);
        });
        two.Sink.Batches.ShouldBeEmpty();
    }

    [Fact]
    public async Task Write_SeveralOfAKeyInABatch_LastReachesTheSinkForAll()
    {
        await using var host = await WriteBehindHost.StartAsync();
        var (begun, end) = Hold(host);
        await host.WriteAsync("first", 0);
        await begun;
        foreach (var (key, count) in new[] { ("a", 1), ("b", 1), ("a", 2), ("b", 2), ("a", 3) })
        {
            await host.WriteAsync(key, count);
        }

        end.SetResult();
        await host.UntilWrittenAsync();

        var batch = host.Sink.Batches[1];
        batch.Items.Select(item => (item.Key, item.Value!.Count, item.Superseded.Count)).ShouldBe([("b", 2, 1), ("a", 3, 2)]);
        batch.Items.SelectMany(item => item.Superseded.Append(item.IdempotencyKey)).ShouldBeUnique();
        batch.Lane.Queue.ShouldBe(WriteBehindHost.Queue);
        batch.Items.ShouldAllBe(item => item.Tenant == TenantId.Default && !item.IsRemoval);
    }

    [Fact]
    public async Task Write_ManyAtOnceOnTwoHosts_EachHasANameOfItsOwn()
    {
        await using var one = await WriteBehindHost.StartAsync();
        await using var two = await WriteBehindHost.StartAsync();

        await Race.RunAsync(200, async racer =>
        {
            await (racer % 2 == 0 ? one : two).WriteAsync($"k{racer}", racer);
            return true;
        });

        await one.UntilWrittenAsync();
        await two.UntilWrittenAsync();
        var names = one.Sink.Items.Concat(two.Sink.Items).Select(item => item.IdempotencyKey).ToList();
        names.Count.ShouldBe(200);
        names.ShouldBeUnique();
        names.ShouldAllBe(name => Guid.ParseExact(name, "N").Version == 7);
    }

    [Fact]
    public async Task Write_ManyOfAKey_ReachTheSinkInOrderAndEndWithTheLast()
    {
        await using var host = await WriteBehindHost.StartAsync(options => options.BatchSize = 3);

        for (var count = 1; count <= 100; count++)
        {
            await host.WriteAsync($"k{count % 4}", count);
        }

        await host.UntilWrittenAsync();
        foreach (var key in host.Sink.Items.GroupBy(item => item.Key, StringComparer.Ordinal))
        {
            key.Select(item => item.Value!.Count).ShouldBeInOrder(SortDirection.Ascending, key.Key);
        }

        host.Sink.Rows.Values.Select(row => row.Count).Order().ShouldBe([97, 98, 99, 100]);
        host.Sink.Items.Sum(item => 1 + item.Superseded.Count).ShouldBe(100);
    }

    [Fact]
    public async Task Remove_Key_IsForgottenAtOnceAndRemovedAtTheSource()
    {
        await using var host = await WriteBehindHost.StartAsync();
        await host.WriteAsync("a", 1);
        await host.UntilWrittenAsync();

        await host.Writes.RemoveBehindAsync(TenantId.Default, "a", Token);
        (await host.Cache.TryGetAsync<CacheSample>("a", Token)).Found.ShouldBeFalse();

        await host.UntilWrittenAsync();
        host.Sink.Rows.ShouldBeEmpty();
        host.Sink.Items.Last().ShouldSatisfyAllConditions(item => item.IsRemoval.ShouldBeTrue(), item => item.Value.ShouldBeNull());
    }

    [Fact]
    public async Task Stop_WritesWait_AreWrittenFirstAndLaterOnesRefused()
    {
        await using var host = await WriteBehindHost.StartAsync(options => options.FlushInterval = TimeSpan.FromMilliseconds(200));
        for (var key = 0; key < 250; key++)
        {
            await host.WriteAsync($"k{key}", key);
        }

        await host.StopAsync(Token);

        host.Sink.Rows.Count.ShouldBe(250);
        (await host.DepthAsync()).Waiting.ShouldBe(0);
        (await Should.ThrowAsync<UnavailableException>(async () => await host.WriteAsync("late", 1))).Message.ShouldContain(WriteBehindHost.Name);
        (await host.DepthAsync()).Waiting.ShouldBe(0);
    }

    [Fact]
    public async Task Stop_SinkHangs_IsCancelledAtTheLimitAndNothingLost()
    {
        await using var host = await WriteBehindHost.StartAsync(options => options.DrainTimeout = TimeSpan.FromMilliseconds(50));
        var begun = new TaskCompletionSource();
        host.Sink.Before = (_, token) =>
        {
            begun.TrySetResult();
            return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        };
        await host.WriteAsync("a", 1);
        await begun.Task.WaitAsync(Waiting.Limit, Token);

        await host.StopAsync(Token).WaitAsync(Waiting.Limit, Token);

        (await host.DepthAsync()).Waiting.ShouldBe(1);
    }

    /// <summary>Holds the sink at its next call.</summary>
    internal static (Task Begun, TaskCompletionSource End) Hold(WriteBehindHost host)
    {
        var (begun, end) = (new TaskCompletionSource(), new TaskCompletionSource());
        host.Sink.Before = (_, token) =>
        {
            begun.TrySetResult();
            return end.Task.WaitAsync(token);
        };
        return (begun.Task.WaitAsync(Waiting.Limit, Token), end);
    }
}
