using Paracle.Testing;

namespace Paracle.Cache.Tests.WriteBehind;

/// <summary>Batches by size and by time. Where a batch must not wait, its interval is longer than the test waits for it.</summary>
public sealed class WriteBehindBatchTests
{
    private static readonly TimeSpan TooLong = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Batch_NotFull_WaitsForTheFlushInterval()
    {
        var interval = TimeSpan.FromMilliseconds(300);
        await using var host = await StartAsync(interval);
        var waited = new TaskCompletionSource<TimeSpan>();
        host.Sink.Before = (batch, _) =>
        {
            waited.TrySetResult(TimeProvider.System.GetUtcNow() - batch.Items[0].WrittenAt);
            return Task.CompletedTask;
        };

        await host.WriteAsync("a", 1);

        (await waited.Task.WaitAsync(Waiting.Limit, TestContext.Current.CancellationToken)).ShouldBeGreaterThanOrEqualTo(interval);
    }

    [Fact]
    public async Task Batch_Full_DoesNotWait()
    {
        await using var host = await StartAsync(TooLong);

        await WriteAsync(host, "a", "b", "c");

        await UntilWrittenAsync(host);
        host.Sink.Batches.Single().Items.Select(item => item.Key).ShouldBe(["a", "b", "c"]);
    }

    [Fact]
    public async Task Batch_FullWhileItWaits_GoesAtOnce()
    {
        await using var host = await StartAsync(TooLong);
        await WriteAsync(host, "a");
        await Waiting.UntilAsync(async () => await host.Journal.LeaseLaneAsync(WriteBehindHost.Queue, "test", TimeSpan.FromTicks(1), TestContext.Current.CancellationToken) is null); // it holds the lane

        await WriteAsync(host, "b", "c");

        await UntilWrittenAsync(host);
        host.Sink.Batches.Single().Items.Select(item => item.Key).ShouldBe(["a", "b", "c"]);
    }

    [Fact]
    public async Task Batch_OfWritesOfOneKey_IsFullToo()
    {
        await using var host = await StartAsync(TooLong);

        await WriteAsync(host, "a", "a", "a");

        await UntilWrittenAsync(host);
        host.Sink.Batches.Single().Items.Single().Superseded.Count.ShouldBe(2);
    }

    private static Task<WriteBehindHost> StartAsync(TimeSpan interval) =>
        WriteBehindHost.StartAsync(options => (options.BatchSize, options.FlushInterval, options.DrainTimeout) = (3, interval, TimeSpan.Zero));

    private static Task UntilWrittenAsync(WriteBehindHost host) => host.UntilWrittenAsync().WaitAsync(TooLong / 2, TestContext.Current.CancellationToken);

    private static async Task WriteAsync(WriteBehindHost host, params string[] keys)
    {
        foreach (var key in keys)
        {
            await host.WriteAsync(key, 1);
        }
    }
}
