using Microsoft.Extensions.Options;

namespace Paracle.Store;

/// <summary>
/// Group commit of the journal: a pipeline whose flush appends what came while the last one committed. Each caller's task ends when its own messages
/// are committed; what is refused, or fails by itself, fails alone.
/// </summary>
internal sealed class QueueAppender
{
    private readonly QueueCommit _messages;
    private readonly ExecutionQueueCommit _executions;
    private readonly PostgresStoreOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly StoreTelemetry _telemetry;
    private Batcher<QueueAppend, ExecutionWriteOutcome> _pipeline;

    public QueueAppender(
        QueueCommit messages, ExecutionQueueCommit executions, IOptions<PostgresStoreOptions> options, TimeProvider timeProvider, StoreTelemetry telemetry)
    {
        (_messages, _executions, _options, _timeProvider, _telemetry) = (messages, executions, options.Value, timeProvider, telemetry);
        _pipeline = NewPipeline();
    }

    public ValueTask<ExecutionWriteOutcome> AppendAsync(QueueAppend append, CancellationToken cancellationToken) =>
        Volatile.Read(ref _pipeline).EnqueueAsync(append, cancellationToken);

    /// <summary>Commits what was handed in. What comes later meets the store as it is then.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => Interlocked.Exchange(ref _pipeline, NewPipeline()).StopAsync(cancellationToken);

    // One flush at a time: messages get their places in the order they came.
    private Batcher<QueueAppend, ExecutionWriteOutcome> NewPipeline() => new(
        TelemetryNames.StoreAppendPipeline,
        FlushAsync,
        new BatcherOptions<QueueAppend>
        {
            Capacity = _options.WriteCapacity,
            Overflow = _options.WriteOverflow,
            MaxBatchSize = _options.MaxWriteBatchSize,
            MaxBatchWeight = QueueTable.MaxWeightAtOnce,
            Weight = static append => append.Weight,
            DrainTimeout = _options.DrainTimeout,
        },
        _timeProvider,
        _telemetry.Appends);

    // Apart, so that a commit of unknown fate, which appends with an execution cannot repeat, concerns no others.
    private async Task FlushAsync(Batch<QueueAppend, ExecutionWriteOutcome> batch, CancellationToken cancellationToken)
    {
        var items = Enumerable.Range(0, batch.Count).Where(batch.IsWaiting).Select(index => new QueueBatchItem(batch, index)).ToList();
        await CommitAsync([.. items.Where(item => item.Append.Execution is null)], _messages.CommitAsync, cancellationToken).ConfigureAwait(false);

        // A statement must not meet a row twice: of several writes of an execution each goes into a commit of its own, in their order.
        items.RemoveAll(static item => item.Append.Execution is null);
        while (items.Count > 0)
        {
            var wave = items.DistinctBy(item => item.Append.Execution!.Id).ToHashSet();
            await CommitAsync([.. wave], _executions.CommitAsync, cancellationToken).ConfigureAwait(false);
            items.RemoveAll(wave.Contains);
        }
    }

    private static Task CommitAsync(QueueBatchItem[] items, Func<QueueBatchItem[], CancellationToken, Task> commit, CancellationToken cancellationToken)
    {
        var rows = new Bisection(
            (first, count, token) => commit(items[first..(first + count)], token),
            (first, count, error) => Array.ForEach(items[first..(first + count)], item => item.Fail(error)));
        return items.Length == 0 ? Task.CompletedTask : rows.WriteAsync(0, items.Length, cancellationToken);
    }
}
