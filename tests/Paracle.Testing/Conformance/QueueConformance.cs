using Microsoft.Extensions.Time.Testing;

namespace Paracle.Testing.Conformance;

/// <summary>What the suites of <see cref="IDurableQueue"/> share. A test opens its journal with the settings it is about.</summary>
public abstract class QueueConformance : IAsyncLifetime
{
    private readonly List<IAsyncDisposable> _opened = [];
    private int _messages;

    /// <summary>How long tests lease a lane.</summary>
    protected static readonly TimeSpan Hold = TimeSpan.FromMinutes(30);

    /// <summary>The clock of the queue.</summary>
    protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 18, 9, 30, 0, TimeSpan.Zero));

    /// <summary>A tenant of this test alone.</summary>
    protected TenantId Tenant { get; } = new($"tenant-{Guid.NewGuid():N}");

    /// <summary>A queue of this test alone.</summary>
    protected string Queue { get; } = $"queue-{Guid.NewGuid():N}";

    /// <summary>Ends with the test run.</summary>
    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var opened in _opened)
        {
            await opened.DisposeAsync();
        }
    }

    /// <summary>Makes the journal and the execution store it commits with, ready for use.</summary>
    /// <param name="timeProvider">Their clock.</param>
    /// <param name="options">The journal's settings.</param>
    protected abstract ValueTask<(IDurableQueue Queue, IExecutionStore Executions)> CreateAsync(TimeProvider timeProvider, DurableQueueOptions options);

    /// <summary>Lets time pass for the queue. Replaced where the server's own clock counts.</summary>
    protected virtual ValueTask AdvanceAsync(TimeSpan duration)
    {
        Time.Advance(duration);
        return ValueTask.CompletedTask;
    }

    /// <summary>Opens a journal with the default settings.</summary>
    protected async Task<IDurableQueue> OpenAsync() => await OpenAsync(new DurableQueueOptions());

    /// <summary>Opens a journal.</summary>
    protected async Task<IDurableQueue> OpenAsync(DurableQueueOptions options) => (await OpenBothAsync(options)).Queue;

    /// <summary>Opens a journal and its execution store.</summary>
    protected Task<(IDurableQueue Queue, IExecutionStore Executions)> OpenBothAsync(DurableQueueOptions options) => OpenBothAsync(options, Time);

    /// <summary>Opens a journal and its execution store with a clock.</summary>
    protected async Task<(IDurableQueue Queue, IExecutionStore Executions)> OpenBothAsync(DurableQueueOptions options, TimeProvider timeProvider)
    {
        var opened = await CreateAsync(timeProvider, options);
        _opened.AddRange(new object[] { opened.Queue, opened.Executions }.OfType<IAsyncDisposable>().Distinct());
        return opened;
    }

    /// <summary>A message of this test's queue and tenant with an effect of its own.</summary>
    protected QueueMessage Message(string key, string payload = "") => new()
    {
        Queue = Queue,
        Tenant = Tenant,
        Key = key,
        IdempotencyKey = $"effect-{Interlocked.Increment(ref _messages)}",
        Payload = System.Text.Encoding.UTF8.GetBytes(payload),
    };

    /// <summary>Appends one message for each key, in order.</summary>
    protected async Task AppendAsync(IDurableQueue queue, params string[] keys) => await queue.AppendAsync(keys.Select(key => Message(key)).ToList(), Token);

    /// <summary>Leases a lane that must be there.</summary>
    protected async Task<QueueLane> LeaseAsync(IDurableQueue queue, string owner = "worker") =>
        (await queue.LeaseLaneAsync(Queue, owner, Hold, Token)).ShouldNotBeNull();

    /// <summary>Reads what is due in a lane.</summary>
    protected static ValueTask<IReadOnlyList<QueueItem>> ReadAsync(IDurableQueue queue, QueueLane lane, int maxItems = 1000) => queue.ReadAsync(lane, maxItems, Token);

    /// <summary>The keys of what is due in a lane, joined by blanks.</summary>
    protected static async Task<string> KeysAsync(IDurableQueue queue, QueueLane lane) =>
        string.Join(' ', (await ReadAsync(queue, lane)).Select(item => item.Message.Key));
}
