using System.Collections.Concurrent;

namespace Paracle.Testing.Conformance;

/// <summary>What <see cref="DurableQueueWorker"/> promises over any <see cref="IDurableQueue"/>. Real time, with short rests: what happens is waited for.</summary>
public abstract class QueueWorkerConformance : QueueConformance
{
    private readonly ConcurrentQueue<QueueItem> _handled = [];

    private static DurableQueueOptions OneLane => new() { Lanes = 1 };

    [Fact]
    public async Task Work_ManyKeysAndWorkers_EachItemInOrderAndThenGone()
    {
        const int Keys = 20;
        const int PerKey = 25;
        var queue = await OpenAsync(TimeProvider.System, new DurableQueueOptions());
        for (var number = 0; number < PerKey; number++)
        {
            await queue.AppendAsync([.. Enumerable.Range(0, Keys).Select(key => Message($"k{key}", $"{number}"))], Token);
        }

        await using var one = Start(queue, HandleAsync);
        await using var two = Start(queue, HandleAsync);
        await Waiting.UntilAsync(async () => (await queue.GetDepthAsync(Queue, Token)).Waiting == 0);
        _handled.Count.ShouldBe(Keys * PerKey);
        foreach (var key in _handled.GroupBy(item => item.Message.Key, StringComparer.Ordinal))
        {
            key.Select(item => int.Parse(item.Message.Payload.Span)).ShouldBe(Enumerable.Range(0, PerKey), key.Key);
        }
    }

    [Fact]
    public async Task Work_ItemFailed_IsTriedAgainAndItsKeyWaits()
    {
        var queue = await OpenAsync(TimeProvider.System, OneLane);
        await queue.AppendAsync([Message("a", "1"), Message("b", "2"), Message("a", "3")], Token);
        var hasFailed = false;
        await using var worker = Start(queue, (batch, _) =>
        {
            foreach (var item in batch.Items)
            {
                if (!hasFailed)
                {
                    hasFailed = true;
                    batch.Fail(item, "not now");
                }
                else if (!batch.IsHeldBack(item))
                {
                    _handled.Enqueue(item);
                }
            }

            return Task.CompletedTask;
        });
        await Waiting.UntilAsync(async () => (await queue.GetDepthAsync(Queue, Token)).Waiting == 0);
        _handled.Select(item => item.Message.Key).ShouldBe(["b", "a", "a"]);
        _handled.Select(item => item.Attempts).ShouldBe([0, 1, 0]);
        _handled.ElementAt(1).LastError.ShouldBe("not now");
    }

    [Fact]
    public async Task Work_HandlerThrowsOverOneItem_TheOthersDoNotPay()
    {
        var queue = await OpenAsync(TimeProvider.System, OneLane);
        await AppendAsync(queue, [.. Enumerable.Range(0, 20).Select(i => $"k{i}"), "k7"]);
        await using var worker = Start(
            queue,
            (batch, token) => batch.Items.Any(item => item.Message.Key == "k7") ? throw new InvalidOperationException("a secret") : HandleAsync(batch, token),
            options => options.MaxAttempts = 3);
        await Waiting.UntilAsync(async () => (await queue.GetDepthAsync(Queue, Token)).Dead == 1);
        _handled.Count.ShouldBe(19);
        _handled.ShouldAllBe(item => item.Attempts == 0);
        var dead = (await queue.ListDeadAsync(Queue, PageRequest.First, Token)).Items.Single();
        (dead.Attempts, dead.LastError).ShouldBe((3, "The handler threw InvalidOperationException."));
        (await queue.GetDepthAsync(Queue, Token)).Waiting.ShouldBe(1, "the later item of the key waits behind the dead letter");
    }

    [Fact]
    public async Task Work_LaneLost_ItsHandlerIsCancelledAndTheItemsComeAgain()
    {
        var queue = await OpenAsync(TimeProvider.System, OneLane);
        await AppendAsync(queue, "a");
        var (begun, cancelled) = (new TaskCompletionSource<QueueLane>(), new TaskCompletionSource());
        await using var worker = Start(
            queue,
            async (batch, token) =>
            {
                if (begun.TrySetResult(batch.Lane))
                {
                    await using var registration = token.Register(cancelled.SetResult);
                    await Task.Delay(Timeout.Infinite, token);
                }

                await HandleAsync(batch, token);
            },
            options => options.LeaseDuration = TimeSpan.FromSeconds(3));
        await queue.ReleaseAsync(await begun.Task.WaitAsync(Waiting.Limit, Token), Token); // as if its lease had ended
        await cancelled.Task.WaitAsync(Waiting.Limit, Token);
        await Waiting.UntilAsync(async () => (await queue.GetDepthAsync(Queue, Token)).Waiting == 0);
        _handled.ShouldAllBe(item => item.Attempts == 0);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Work_HandlerOutlastsTheLease_TheLaneIsRenewed()
    {
        var queue = new CountingQueue(await OpenAsync(TimeProvider.System, OneLane));
        await AppendAsync(queue, "a");
        await using var worker = Start(
            queue,
            async (batch, token) =>
            {
                await Waiting.UntilAsync(() => queue.Renewals >= 4);
                await HandleAsync(batch, token);
            },
            options => options.LeaseDuration = TimeSpan.FromSeconds(12)); // a renewal may be 8 s late
        await Waiting.UntilAsync(async () => (await queue.GetDepthAsync(Queue, Token)).Waiting == 0);
        _handled.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Stop_BatchAtWork_IsFinished()
    {
        var queue = await OpenAsync(TimeProvider.System, OneLane);
        await AppendAsync(queue, "a", "b");
        var (begun, end) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var worker = Start(
            queue,
            async (batch, token) =>
            {
                begun.SetResult();
                await end.Task.WaitAsync(token);
                await HandleAsync(batch, token);
            },
            options => options.MaxBatch = 1);
        await begun.Task.WaitAsync(Waiting.Limit, Token);
        var stopping = worker.StopAsync(Token);
        stopping.IsCompleted.ShouldBeFalse();
        end.SetResult();
        await stopping.WaitAsync(Waiting.Limit, Token);
        _handled.Single().Message.Key.ShouldBe("a");
        (await KeysAsync(queue, await LeaseAsync(queue))).ShouldBe("b", "the lane was given back");
    }

    [Fact]
    public async Task Stop_HandlerThatHangs_IsCancelledAtTheLimit()
    {
        var queue = await OpenAsync(TimeProvider.System, OneLane);
        await AppendAsync(queue, "a");
        var begun = new TaskCompletionSource();
        await using var worker = Start(
            queue,
            async (_, token) =>
            {
                begun.TrySetResult();
                await Task.Delay(Timeout.Infinite, token);
            },
            options => options.DrainTimeout = TimeSpan.FromMilliseconds(1));
        await begun.Task.WaitAsync(Waiting.Limit, Token);
        await worker.StopAsync(Token).WaitAsync(Waiting.Limit, Token);
        (await queue.GetDepthAsync(Queue, Token)).Waiting.ShouldBe(1, "it comes again");
    }

    [Fact]
    public async Task Work_Linger_BatchWaitsUntilItIsFull()
    {
        var queue = await OpenAsync(TimeProvider.System, OneLane);
        var sizes = new ConcurrentQueue<int>();
        await using var worker = Start(
            queue,
            (batch, _) =>
            {
                sizes.Enqueue(batch.Items.Count);
                return Task.CompletedTask;
            },
            options => (options.MaxBatch, options.Linger, options.DrainTimeout) = (3, TimeSpan.FromMinutes(1), TimeSpan.Zero)); // longer than the test waits
        await AppendAsync(queue, "a");
        await Waiting.UntilAsync(async () => await queue.LeaseLaneAsync(Queue, "test", TimeSpan.FromTicks(1), Token) is null); // it holds the lane
        await AppendAsync(queue, "b", "c");
        await Waiting.UntilAsync(async () => (await queue.GetDepthAsync(Queue, Token)).Waiting == 0);
        sizes.ShouldBe([3]);
    }

    [Fact]
    public async Task Work_LingerIsOver_BatchGoesAsItIs()
    {
        var linger = TimeSpan.FromMilliseconds(200);
        var queue = await OpenAsync(TimeProvider.System, OneLane);
        var waited = new TaskCompletionSource<TimeSpan>();
        await using var worker = Start(
            queue,
            (batch, _) =>
            {
                waited.TrySetResult(TimeProvider.System.GetUtcNow() - batch.Items[0].AppendedAt);
                return Task.CompletedTask;
            },
            options => options.Linger = linger);
        await AppendAsync(queue, "a");
        (await waited.Task.WaitAsync(Waiting.Limit, Token)).ShouldBeGreaterThanOrEqualTo(linger);
    }

    [Fact]
    public async Task Drain_ItemsWait_AreWorkedOffFirst()
    {
        var queue = await OpenAsync(TimeProvider.System, new DurableQueueOptions());
        for (var i = 0; i < 20; i++)
        {
            await AppendAsync(queue, [.. Enumerable.Range(0, 20).Select(key => $"k{key}")]);
        }

        await using var worker = Start(queue, HandleAsync, options => (options.MaxBatch, options.MaxLanes) = (5, 2));
        await worker.DrainAsync(Token).WaitAsync(Waiting.Limit, Token);
        _handled.Count.ShouldBe(400);
        (await queue.GetDepthAsync(Queue, Token)).Waiting.ShouldBe(0);
    }

    [Fact]
    public async Task Drain_IdleWorkerOrNoneBegun_EndsAtOnce()
    {
        var queue = await OpenAsync(TimeProvider.System, OneLane);
        await using var idle = Start(queue, HandleAsync, options => options.MinPoll = options.MaxPoll = TimeSpan.FromMinutes(2)); // longer than the test waits
        await idle.DrainAsync(Token).WaitAsync(Waiting.Limit, Token);
        await using var none = Make(queue, HandleAsync, configure: null);
        await none.DrainAsync(Token).WaitAsync(Waiting.Limit, Token);
    }

    [Fact]
    public async Task Drain_HandlerThatHangs_IsCancelledAtTheLimit()
    {
        var queue = await OpenAsync(TimeProvider.System, OneLane);
        await AppendAsync(queue, "a");
        var begun = new TaskCompletionSource();
        await using var worker = Start(
            queue,
            async (_, token) =>
            {
                begun.TrySetResult();
                await Task.Delay(Timeout.Infinite, token);
            },
            options => options.DrainTimeout = TimeSpan.FromMilliseconds(1));
        await begun.Task.WaitAsync(Waiting.Limit, Token);
        await worker.DrainAsync(Token).WaitAsync(Waiting.Limit, Token);
        (await queue.GetDepthAsync(Queue, Token)).Waiting.ShouldBe(1, "it comes again");
    }

    [Fact]
    public async Task Work_IdleQueue_IsLookedAtLessAndLess()
    {
        var queue = new CountingQueue(await OpenAsync(Time, OneLane));
        var longest = new DurableQueueWorkerOptions().MaxPoll;
        await using var worker = new DurableQueueWorker(queue, Queue, "worker", HandleAsync, new DurableQueueWorkerOptions(), Time, new Random(1));
        worker.Start();
        await LookAsync(20);
        var begun = Time.GetUtcNow();
        await LookAsync(5);
        (Time.GetUtcNow() - begun).ShouldBeGreaterThanOrEqualTo(4 * longest, "it began with a hundredth of that");

        async Task LookAsync(int times)
        {
            var until = queue.Leases + times;
            while (queue.Leases < until)
            {
                Time.Advance(TimeSpan.FromMilliseconds(10));
                await Task.Yield();
            }
        }
    }

    [Fact]
    public async Task Make_BadOptionsOrNames_Refused()
    {
        var queue = await OpenAsync(Time, OneLane);
        foreach (var spoil in new Action<DurableQueueWorkerOptions>[]
        {
            options => options.MaxLanes = 0, options => options.MaxBatch = 1001, options => options.MaxAttempts = 0, options => options.LeaseDuration = TimeSpan.Zero,
            options => options.MinBackoff = TimeSpan.Zero, options => options.MaxBackoff = TimeSpan.Zero, options => options.MinPoll = TimeSpan.Zero,
            options => options.MaxPoll = TimeSpan.FromMilliseconds(1), options => options.DrainTimeout = TimeSpan.FromTicks(-1),
            options => options.Linger = TimeSpan.FromTicks(-1), options => options.Linger = TimeSpan.FromMinutes(2),
        })
        {
            Should.Throw<InvalidInputException>(() => Make(queue, HandleAsync, spoil));
        }

        Should.Throw<InvalidInputException>(() => new DurableQueueWorker(queue, "", "worker", HandleAsync, new DurableQueueWorkerOptions(), Time, new Random(1)));
        Should.Throw<InvalidInputException>(() => new DurableQueueWorker(queue, Queue, "", HandleAsync, new DurableQueueWorkerOptions(), Time, new Random(1)));
    }

    private async Task<IDurableQueue> OpenAsync(TimeProvider timeProvider, DurableQueueOptions options) => (await OpenBothAsync(options, timeProvider)).Queue;

    private Task HandleAsync(QueueBatch batch, CancellationToken cancellationToken)
    {
        foreach (var item in batch.Items)
        {
            _handled.Enqueue(item);
        }

        return Task.CompletedTask;
    }

    private DurableQueueWorker Start(IDurableQueue queue, Func<QueueBatch, CancellationToken, Task> handle, Action<DurableQueueWorkerOptions>? configure = null)
    {
        var worker = Make(queue, handle, configure);
        worker.Start();
        return worker;
    }

    private DurableQueueWorker Make(IDurableQueue queue, Func<QueueBatch, CancellationToken, Task> handle, Action<DurableQueueWorkerOptions>? configure)
    {
        var options = new DurableQueueWorkerOptions
        {
            LeaseDuration = TimeSpan.FromHours(1),
            MinBackoff = TimeSpan.FromMilliseconds(10),
            MinPoll = TimeSpan.FromMilliseconds(5),
            DrainTimeout = Waiting.Limit,
        };
        configure?.Invoke(options);
        return new DurableQueueWorker(queue, Queue, $"worker-{Guid.NewGuid():N}", handle, options, TimeProvider.System, new Random(1));
    }
}
