using System.Collections.Concurrent;
using Paracle.Testing;

namespace Paracle.Cache.Tests.WriteBehind;

public sealed class WriteBehindFailureTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sink_ThrowsTwice_IsTriedAgainInOrder()
    {
        await using var host = await WriteBehindHost.StartAsync();
        var failures = 0;
        host.Sink.Before = (batch, _) => batch.Items.Any(item => item.Key == "a") && Interlocked.Increment(ref failures) <= 2
            ? throw new InvalidOperationException("not now")
            : Task.CompletedTask;

        await host.WriteAsync("a", 1);
        await host.WriteAsync("a", 2);
        await host.UntilWrittenAsync();

        host.Sink.Rows["a"].Count.ShouldBe(2);
        host.Sink.Items.Select(item => item.Value!.Count).ShouldBeInOrder();
        (await host.DepthAsync()).Dead.ShouldBe(0);
    }

    [Fact]
    public async Task Sink_RefusesOneItem_ItAloneBecomesADeadLetterAndItsKeyWaits()
    {
        await using var host = await WriteBehindHost.StartAsync(options => options.MaxAttempts = 3);
        var (begun, end) = WriteBehindTests.Hold(host);
        await host.WriteAsync("first", 0);
        await begun;
        for (var key = 0; key < 20; key++)
        {
            await host.WriteAsync($"k{key}", key);
        }

        host.Sink.Before = static (batch, _) => batch.Items.Any(item => item.Value!.Count == 7) ? throw new InvalidOperationException("a secret") : Task.CompletedTask;
        end.SetResult();
        await Waiting.UntilAsync(async () => await host.DepthAsync() is { Waiting: 0, Dead: 1 });
        await host.WriteAsync("k7", 70);
        await host.WriteAsync("k8", 80);
        await Waiting.UntilAsync(async () => (await host.DepthAsync()).Waiting == 1);

        host.Sink.Rows.Keys.ShouldNotContain("k7");
        host.Sink.Rows.Count.ShouldBe(20);
        host.Sink.Rows["k8"].Count.ShouldBe(80);
        var dead = (await host.Journal.ListDeadAsync(WriteBehindHost.Queue, PageRequest.First, Token)).Items.Single();
        (dead.Attempts, dead.LastError).ShouldBe((3, "The handler threw InvalidOperationException."));
        (await host.Journal.DiscardAsync(WriteBehindHost.Queue, dead.Id, Token)).ShouldBeTrue();
        await host.UntilWrittenAsync();
        host.Sink.Rows["k7"].Count.ShouldBe(70);
    }

    [Fact]
    public async Task Sink_SourceIsAway_BatchWaitsAndNoAttemptCounts()
    {
        await using var host = await WriteBehindHost.StartAsync(options => options.MaxAttempts = 1);
        var calls = 0;
        host.Sink.Before = (_, _) => Interlocked.Increment(ref calls) <= 3 ? throw new UnavailableException("The source is away.") : Task.CompletedTask;

        await host.WriteAsync("a", 1);
        await host.UntilWrittenAsync();

        (await host.DepthAsync()).Dead.ShouldBe(0);
        host.Sink.Rows["a"].Count.ShouldBe(1);
        calls.ShouldBe(4);
    }

    [Fact]
    public async Task Sink_ThrowsHalfway_NothingIsLostAndTheLastWins()
    {
        await using var host = await WriteBehindHost.StartAsync();
        var (begun, end) = WriteBehindTests.Hold(host);
        await host.WriteAsync("first", 0);
        await begun;
        for (var count = 1; count <= 40; count++)
        {
            await host.WriteAsync($"k{count % 10}", count);
        }

        var failures = 0;
        host.Sink.Before = (batch, _) =>
        {
            foreach (var item in batch.Items.Take(batch.Items.Count / 2))
            {
                host.Sink.Apply(item);
            }

            return Interlocked.Increment(ref failures) <= 5 ? throw new IOException("broken off") : Task.CompletedTask;
        };
        end.SetResult();
        await host.UntilWrittenAsync();

        failures.ShouldBeGreaterThan(5);
        host.Sink.Rows.Where(row => row.Key != "first").Select(row => row.Value.Count).Order().ShouldBe(Enumerable.Range(31, 10));
    }

    [Fact]
    public async Task Sink_RecordsNames_NothingTakesEffectTwiceThoughABatchComesAgainInParts()
    {
        await using var host = await WriteBehindHost.StartAsync();
        var (begun, end) = WriteBehindTests.Hold(host);
        await host.WriteAsync("first", 0);
        await begun;
        for (var count = 1; count <= 9; count++)
        {
            await host.WriteAsync("a", count);
        }

        // The first call takes effect, and nobody hears of it.
        var (recorded, applied) = (new HashSet<string>(StringComparer.Ordinal), new ConcurrentQueue<int>());
        host.Sink.Before = (batch, _) =>
        {
            var isFirst = recorded.Count == 0;
            foreach (var item in batch.Items.Where(item => recorded.Add(item.IdempotencyKey)))
            {
                recorded.UnionWith(item.Superseded);
                applied.Enqueue(item.Value!.Count);
            }

            return isFirst ? throw new IOException("the answer was lost") : Task.CompletedTask;
        };
        end.SetResult();
        await host.UntilWrittenAsync();

        applied.ShouldBe([9]);
    }

    [Fact]
    public async Task Sink_Hangs_IsCancelledAfterItsTimeAndTheErrorSaysSo()
    {
        await using var host = await WriteBehindHost.StartAsync(options => (options.WriteTimeout, options.MaxAttempts) = (TimeSpan.FromMilliseconds(20), 1));
        host.Sink.Before = static (_, token) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);

        await host.WriteAsync("a", 1);
        await Waiting.UntilAsync(async () => (await host.DepthAsync()).Dead == 1);

        (await host.Journal.ListDeadAsync(WriteBehindHost.Queue, PageRequest.First, Token)).Items.Single().LastError!.ShouldContain("WriteTimeout");
    }

    [Fact]
    public async Task Journal_HoldsWhatCannotBeRead_ItAloneBecomesADeadLetter()
    {
        await using var host = await WriteBehindHost.StartAsync(options => options.MaxAttempts = 1);
        foreach (var payload in new[] { Array.Empty<byte>(), "\u0001{"u8.ToArray(), "\u0003"u8.ToArray(), "{}"u8.ToArray() })
        {
            await host.Journal.AppendAsync(
                [new QueueMessage { Queue = WriteBehindHost.Queue, Tenant = TenantId.Default, Key = $"bad-{Guid.NewGuid():N}", IdempotencyKey = $"{Guid.NewGuid():N}", Payload = payload }],
                Token);
        }

        await host.WriteAsync("a", 1);
        await Waiting.UntilAsync(async () => await host.DepthAsync() is { Waiting: 0, Dead: 4 });

        host.Sink.Rows.Keys.ShouldBe(["a"]);
    }
}
