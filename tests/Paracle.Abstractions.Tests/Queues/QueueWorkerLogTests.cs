using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Paracle.Testing;

namespace Paracle.Abstractions.Tests.Queues;

/// <summary>What a worker tells its logger.</summary>
public sealed class QueueWorkerLogTests
{
    private const string Queue = "mail";

    private readonly FakeLogger _logger = new();
    private readonly InMemoryDurableQueue _queue = new(new InMemoryExecutionStore(), TimeProvider.System, new DurableQueueOptions { Lanes = 1 });

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Work_ItemFailsUntilItIsDead_EachFailureAndTheDeathAreTold()
    {
        await AppendAsync();
        await using var worker = Start(static (_, _) => throw new InvalidOperationException("a secret"), options => options.MaxAttempts = 3);
        await Waiting.UntilAsync(() => Told("QueueItemDead").Count == 1);

        Told("QueueItemFailed").Select(record => record.GetStructuredStateValue("Failures")).ShouldBe(["1", "2"]);
        Told("QueueItemDead").Single().Level.ShouldBe(LogLevel.Error);
        _logger.Collector.GetSnapshot().ShouldAllBe(record => !record.Message.Contains("secret"));
    }

    [Fact]
    public async Task Work_LaneIsLost_IsTold()
    {
        await AppendAsync();
        var begun = new TaskCompletionSource<QueueLane>();
        await using var worker = Start(
            async (batch, token) =>
            {
                begun.TrySetResult(batch.Lane);
                await Task.Delay(Timeout.Infinite, token);
            },
            options => options.LeaseDuration = TimeSpan.FromSeconds(1));
        await _queue.ReleaseAsync(await begun.Task.WaitAsync(Waiting.Limit, Token), Token); // as if its lease had ended

        await Waiting.UntilAsync(() => Told("QueueLaneLeft").Count > 0);
    }

    [Fact]
    public async Task Work_QueueIsAwayAndBack_IsToldOnceEach()
    {
        var away = new CountingQueue(_queue) { IsAway = true };
        await using var worker = new DurableQueueWorker(
            away, Queue, "worker", static (_, _) => Task.CompletedTask, Options(), TimeProvider.System, new Random(1), _logger);
        worker.Start();
        await Waiting.UntilAsync(() => away.Leases >= 3);
        away.IsAway = false;
        await Waiting.UntilAsync(() => Told("QueueBack").Count == 1);

        Told("QueueAway").Count.ShouldBe(1);
    }

    private static DurableQueueWorkerOptions Options() => new() { MinPoll = TimeSpan.FromMilliseconds(1), MaxPoll = TimeSpan.FromMilliseconds(5), MinBackoff = TimeSpan.FromMilliseconds(1) };

    private List<FakeLogRecord> Told(string name) => [.. _logger.Collector.GetSnapshot().Where(record => record.Id.Name == name)];

    private ValueTask AppendAsync() => _queue.AppendAsync(
        [new QueueMessage { Queue = Queue, Tenant = TenantId.Default, Key = "a", IdempotencyKey = "1", Payload = "1"u8.ToArray() }], Token);

    private DurableQueueWorker Start(Func<QueueBatch, CancellationToken, Task> handle, Action<DurableQueueWorkerOptions> configure)
    {
        var options = Options();
        configure(options);
        var worker = new DurableQueueWorker(_queue, Queue, "worker", handle, options, TimeProvider.System, new Random(1), _logger);
        worker.Start();
        return worker;
    }
}
