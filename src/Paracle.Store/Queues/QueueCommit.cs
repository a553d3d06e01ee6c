using Microsoft.Extensions.Options;

namespace Paracle.Store;

/// <summary>Commits appends that stand alone: in one round trip or, where a queue's capacity is near, after a closer look.</summary>
internal sealed class QueueCommit(PostgresDatabase database, IOptions<DurableQueueOptions> options, TimeProvider timeProvider)
{
    private readonly QueueTable _items = new(database.Schema, options.Value);

    private DateTimeOffset Now => timeProvider.GetStoreTime();

    // Repeatable both: idempotency keys leave out what is there already.
    public async Task CommitAsync(QueueBatchItem[] items, CancellationToken cancellationToken)
    {
        QueueAppend[] appends = [.. items.Select(item => item.Append)];
        if (!await database.RunAsync("queue.append", (session, token) => _items.TryAppendAsync(session, appends, Now, token), cancellationToken).ConfigureAwait(false))
        {
            var refusals = await database.TransactAsync(
                "queue.append", isRepeatable: true, (session, token) => _items.AppendFittingAsync(session, appends, Now, token), cancellationToken).ConfigureAwait(false);
            foreach (var (index, refusal) in refusals)
            {
                items[index].Fail(refusal);
            }
        }

        foreach (var item in items)
        {
            item.Settle(ExecutionWriteOutcome.Applied); // counts for those that have not failed
        }
    }
}
