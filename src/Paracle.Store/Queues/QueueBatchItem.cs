namespace Paracle.Store;

/// <summary>An append in the batch it came with. Only its first outcome counts.</summary>
internal readonly record struct QueueBatchItem(Batch<QueueAppend, ExecutionWriteOutcome> Batch, int Index)
{
    public QueueAppend Append => Batch[Index];

    public void Settle(ExecutionWriteOutcome outcome) => Batch.SetResult(Index, outcome);

    public void Fail(Exception error) => Batch.SetException(Index, error);
}
