using System.Diagnostics.Metrics;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Paracle.Cache.Internal;
using Paracle.Testing;

namespace Paracle.Cache.Tests.Engine;

/// <summary>What is kept is bounded. Alone, because it measures the whole process.</summary>
[Collection(nameof(BoundsTests))]
[CollectionDefinition(nameof(BoundsTests), DisableParallelization = true)]
public sealed class BoundsTests
{
    private const int Entries = 5_000;

    [Fact]
    [Trait("Category", "Slow")]
    public async Task AMillionKeysAndAHundredThousandTags_HeapLevelsOff()
    {
        await using var host = new CacheHost(builder => builder.ConfigureCache(options => (options.MaximumEntries, options.MaximumTags) = (Entries, Entries)));
        var cache = host.Cache;
        var heaps = new List<long>();

        for (var i = 0; i < 1_000_000; i++)
        {
            await cache.GetOrCreateAsync($"key {i}", i, static (i, _) => ValueTask.FromResult(i), tags: [$"tag {i % 100_000}"]);
            if (i % 97 == 0)
            {
                await cache.RemoveByTagAsync($"tag {i % 100_000}");
            }

            if ((i + 1) % 250_000 == 0)
            {
                heaps.Add(GC.GetTotalMemory(forceFullCollection: true));
            }
        }

        Gauge(host, TelemetryNames.CacheMemoryEntries).ShouldBe(Entries);
        Gauge(host, TelemetryNames.CacheFlights).ShouldBe(0);

        // What 5,000 entries and twice as many tags take is a few megabytes; a leak of a hundred bytes a key would be fifty.
        (heaps[^1] - heaps[1]).ShouldBeLessThan(5_000_000, string.Join(", ", heaps));
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task StormOf200000CallsThatAreCancelled_NoWrongValueAndNothingLeftBehind()
    {
        await using var host = new CacheHost(builder => builder.ConfigureCache(options => options.DefaultLocalLifetime = TimeSpan.FromSeconds(1)));
        var cache = host.Cache;
        var unobserved = 0;
        CollectGarbage(); // what ran in this process before is not ours
        void Count(object? sender, UnobservedTaskExceptionEventArgs args) => Interlocked.Increment(ref unobserved);
        TaskScheduler.UnobservedTaskException += Count;
        var (right, cancelled, wrong) = (0, 0, 0);

        await Parallel.ForAsync(0, 200_000, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (i, _) =>
        {
            using var cancellation = new CancellationTokenSource();
            var key = $"key {i % 97}";
            var call = cache.GetOrCreateAsync(key, async token =>
            {
                await Task.Yield();
                token.ThrowIfCancellationRequested();
                return key;
            }, cancellationToken: cancellation.Token).AsTask();
            switch (i % 5)
            {
                case 0:
                    await cancellation.CancelAsync();
                    break;
                case 1:
                    await cache.RemoveAsync(key, CancellationToken.None);
                    break;
                default:
                    break;
            }

            try
            {
                Interlocked.Increment(ref await call == key ? ref right : ref wrong);
            }
            catch (OperationCanceledException) when (i % 5 == 0)
            {
                Interlocked.Increment(ref cancelled);
            }
        });

        CollectGarbage();
        TaskScheduler.UnobservedTaskException -= Count;
        (right + cancelled, wrong).ShouldBe((200_000, 0));
        right.ShouldBeGreaterThanOrEqualTo(160_000, "Who was not cancelled has its value.");
        Gauge(host, TelemetryNames.CacheFlights).ShouldBe(0);
        unobserved.ShouldBe(0);
    }

    [Fact]
    public async Task FillsThatNobodyWaitedFor_LeaveNoWaitBehind()
    {
        await using var nodes = await new Nodes(1).ReadyAsync();
        var parts = new CacheParts("fills", new CacheOptions(), new HybridCacheOptions(), nodes.Services(0).GetRequiredService<CacheFoundations>());
        var cache = new TwoLayerCache(parts);
        await Waiting.UntilAsync(() => parts.Second!.Redis.IsUp);

        for (var i = 0; i < 100; i++)
        {
            await cache.GetOrCreateAsync($"key {i}", i, static (i, _) => ValueTask.FromResult(i));
        }

        parts.Filler!.Waits.ShouldBe(0);
    }

    private static void CollectGarbage()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    private static long Gauge(CacheHost host, string name)
    {
        using var collector = new MetricCollector<long>(host.Services.GetRequiredService<IMeterFactory>(), TelemetryNames.Cache, name);
        collector.RecordObservableInstruments();
        return collector.LastMeasurement!.Value;
    }
}
