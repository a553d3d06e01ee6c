using Microsoft.Extensions.Options;

namespace Paracle.Store;

/// <summary>Commits appends together with their executions, each of another id.</summary>
internal sealed class ExecutionQueueCommit(
    PostgresDatabase database, ExecutionMonths months, IOptions<DurableQueueOptions> options, TimeProvider timeProvider)
{
    private readonly ExecutionColumns _columns = new(database.Schema); // the flush's: there is one at a time
    private readonly QueueTable _items = new(database.Schema, options.Value);

    /// <summary>Commits those that fit. Where some do not, the others go without them.</summary>
    public async Task CommitAsync(QueueBatchItem[] items, CancellationToken cancellationToken)
    {
        while (items.Length > 0)
        {
            var attempt = new Attempt(items);
            try
            {
                await WriteWithMonthsAsync(attempt, cancellationToken).ConfigureAwait(false);
                foreach (var item in items)
                {
                    item.Settle(attempt.IsApplied(item) ? ExecutionWriteOutcome.Applied : ExecutionWriteOutcome.Superseded);
                }

                return;
            }
            catch (ParacleException) when (attempt.Refused.Count > 0)
            {
                items = [.. items.Except(attempt.Refused)];
            }
        }
    }

    private async Task WriteWithMonthsAsync(Attempt attempt, CancellationToken cancellationToken)
    {
        try
        {
            await TransactAsync(attempt, cancellationToken).ConfigureAwait(false);
        }
        catch (ParacleException exception) when (PostgresErrors.IsMissingPartition(exception.InnerException))
        {
            await months.EnsureAsync([.. attempt.Items.Select(item => item.Append.Execution!.CreatedAt)], cancellationToken).ConfigureAwait(false);
            await TransactAsync(attempt, cancellationToken).ConfigureAwait(false);
        }
    }

    private Task<bool> TransactAsync(Attempt attempt, CancellationToken cancellationToken) => database.TransactAsync(
        "queue.append_with_execution",
        isRepeatable: false, // repeated, a commit that took effect would look superseded
        async (session, token) =>
        {
            await WriteExecutionsAsync(session, attempt, token).ConfigureAwait(false);
            await AppendAsync(session, attempt, token).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    private async Task WriteExecutionsAsync(PostgresSession session, Attempt attempt, CancellationToken cancellationToken)
    {
        attempt.Applied.Clear(); // of a try that was lost
        _columns.Fill([.. attempt.Items.Select(item => item.Append.Execution!).OrderBy(execution => execution.Id.Value)]); // hosts take their locks in one order
        await _columns.WriteAsync(session, row => attempt.Applied.Add(row.GetGuid(0)), cancellationToken).ConfigureAwait(false);
        _columns.Clear();
    }

    // Throws where something does not fit: the executions of what is refused are written already, and must not be committed.
    private async Task AppendAsync(PostgresSession session, Attempt attempt, CancellationToken cancellationToken)
    {
        QueueBatchItem[] applied = [.. attempt.Items.Where(attempt.IsApplied)];
        QueueAppend[] appends = [.. applied.Select(item => item.Append)];
        var now = timeProvider.GetStoreTime();
        if (appends.Length == 0 || await _items.TryAppendAsync(session, appends, now, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        var refusals = await _items.AppendFittingAsync(session, appends, now, cancellationToken).ConfigureAwait(false);
        foreach (var (index, refusal) in refusals)
        {
            attempt.Refused.Add(applied[index]);
            applied[index].Fail(refusal);
        }

        if (refusals is [var (_, first), ..])
        {
            throw first;
        }
    }

    private sealed record Attempt(QueueBatchItem[] Items)
    {
        public HashSet<Guid> Applied { get; } = [];

        public List<QueueBatchItem> Refused { get; } = [];

        public bool IsApplied(QueueBatchItem item) => Applied.Contains(item.Append.Execution!.Id.Value);
    }
}
