namespace Paracle.Cache.Tests.WriteBehind;

/// <summary>A journal whose server is away.</summary>
internal sealed class AwayQueue : IDurableQueue
{
    public ValueTask AppendAsync(IReadOnlyList<QueueMessage> messages, CancellationToken cancellationToken) => throw Away();

    public ValueTask<ExecutionWriteOutcome> AppendAsync(Execution execution, IReadOnlyList<QueueMessage> messages, CancellationToken cancellationToken) => throw Away();

    public ValueTask<QueueLane?> LeaseLaneAsync(string queue, string owner, TimeSpan duration, CancellationToken cancellationToken) => throw Away();

    public ValueTask<QueueLane> RenewAsync(QueueLane lane, TimeSpan duration, CancellationToken cancellationToken) => throw Away();

    public ValueTask ReleaseAsync(QueueLane lane, CancellationToken cancellationToken) => throw Away();

    public ValueTask<IReadOnlyList<QueueItem>> ReadAsync(QueueLane lane, int maxItems, CancellationToken cancellationToken) => throw Away();

    public ValueTask CompleteAsync(QueueLane lane, IReadOnlyList<long> ids, CancellationToken cancellationToken) => throw Away();

    public ValueTask RetryAsync(QueueLane lane, long id, TimeSpan delay, string error, CancellationToken cancellationToken) => throw Away();

    public ValueTask DeadLetterAsync(QueueLane lane, long id, string error, CancellationToken cancellationToken) => throw Away();

    public ValueTask<Page<QueueItem>> ListDeadAsync(string queue, PageRequest page, CancellationToken cancellationToken) => throw Away();

    public ValueTask<bool> ReviveAsync(string queue, long id, CancellationToken cancellationToken) => throw Away();

    public ValueTask<bool> DiscardAsync(string queue, long id, CancellationToken cancellationToken) => throw Away();

    public ValueTask<QueueDepth> GetDepthAsync(string queue, CancellationToken cancellationToken) => throw Away();

    private static UnavailableException Away() => new("The journal is away.");
}
