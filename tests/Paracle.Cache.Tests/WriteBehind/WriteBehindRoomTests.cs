using Paracle.Testing;

namespace Paracle.Cache.Tests.WriteBehind;

/// <summary>What happens to writes while too many wait.</summary>
public sealed class WriteBehindRoomTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Write_TooManyWaitAndReject_IsRefusedAndNothingChanged()
    {
        await using var host = await StartAsync(OverflowPolicy.Reject, TimeSpan.FromMinutes(1));
        await host.WriteAsync("a", 1);
        await host.WriteAsync("b", 1);

        var error = await Should.ThrowAsync<LimitExceededException>(async () => await host.WriteAsync("a", 2));

        error.Code.ShouldBe(ErrorCodes.QueueFull);
        error.Message.ShouldContain(nameof(WriteBehindOptions.MaxDepth));
        (await host.DepthAsync()).Waiting.ShouldBe(2);
        (await host.Cache.TryGetAsync<CacheSample>("a", Token)).Value.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Write_TooManyWaitBeyondTheLimit_IsRefused()
    {
        await using var host = await StartAsync(OverflowPolicy.Wait, TimeSpan.FromMilliseconds(100));
        await host.WriteAsync("a", 1);
        await host.WriteAsync("b", 1);

        (await Should.ThrowAsync<LimitExceededException>(async () => await host.WriteAsync("c", 1))).Code.ShouldBe(ErrorCodes.QueueFull);
    }

    [Fact]
    public async Task Write_TooManyWait_WaitsForRoom()
    {
        await using var host = await StartAsync(OverflowPolicy.Wait, Waiting.Limit);
        await host.WriteAsync("a", 1);
        await host.WriteAsync("b", 1);
        var waiting = host.WriteAsync("c", 1).AsTask();
        waiting.IsCompleted.ShouldBeFalse();

        var lane = (await host.Journal.LeaseLaneAsync(WriteBehindHost.Queue, "test", TimeSpan.FromMinutes(1), Token)).ShouldNotBeNull();
        await host.Journal.CompleteAsync(lane, [(await host.Journal.ReadAsync(lane, 1, Token))[0].Id], Token);

        await waiting.WaitAsync(Waiting.Limit, Token);
        (await host.DepthAsync()).Waiting.ShouldBe(2);
    }

    [Fact]
    public async Task Write_CancelledWhileItWaits_Ends()
    {
        await using var host = await StartAsync(OverflowPolicy.Wait, Waiting.Limit);
        await host.WriteAsync("a", 1);
        await host.WriteAsync("b", 1);
        using var cancel = new CancellationTokenSource();

        var waiting = host.Writes.WriteBehindAsync(TenantId.Default, "c", new CacheSample("c", 1), cancel.Token).AsTask();
        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(waiting);
        (await host.DepthAsync()).Waiting.ShouldBe(2);
    }

    [Fact]
    public async Task Write_ByManyAtOnce_NeverMoreThanTheLimitWait()
    {
        await using var host = await WriteBehindHost.StartAsync(options => (options.WritesToSource, options.MaxDepth, options.Overflow) = (false, 50, OverflowPolicy.Reject));

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 400).Select(i => Task.Run(async () =>
        {
            try
            {
                await host.WriteAsync($"k{i}", i);
                return true;
            }
            catch (LimitExceededException)
            {
                return false;
            }
        })));

        outcomes.Count(isWritten => isWritten).ShouldBe(50);
        (await host.DepthAsync()).Waiting.ShouldBe(50);
    }

    [Fact]
    public async Task Write_JournalIsAway_FailsTyped()
    {
        await using var host = await WriteBehindHost.StartAsync(options => options.WritesToSource = false, journal: new AwayQueue());

        await Should.ThrowAsync<UnavailableException>(async () => await host.WriteAsync("a", 1));
        (await host.Cache.TryGetAsync<CacheSample>("a", Token)).Found.ShouldBeFalse("nothing was acknowledged");
    }

    private static Task<WriteBehindHost> StartAsync(OverflowPolicy overflow, TimeSpan timeout) => WriteBehindHost.StartAsync(
        options => (options.WritesToSource, options.MaxDepth, options.Overflow, options.OverflowTimeout) = (false, 2, overflow, timeout));
}
