namespace Paracle.Store;

/// <summary>The partitions of executions, looked at and changed within a session.</summary>
internal sealed class PartitionTable(SqlIdentifier schema)
{
    // Nobody stands behind the locks of these: they let others read and write, and only the wait must end.
    private static readonly TimeSpan PatientWait = TimeSpan.FromSeconds(5);

    private readonly PartitionSql _sql = new(schema);

    public Task<List<ExecutionPartition>> ReadAttachedAsync(PostgresSession session, CancellationToken cancellationToken) => session.ReadAsync(
        _sql.ReadAttached,
        static reader => new ExecutionPartition(
            reader.GetString(0), Columns.TimeOrNull(reader, 1), Columns.TimeOrNull(reader, 2), reader.GetBoolean(3), reader.GetBoolean(4)),
        cancellationToken);

    public async Task<PartitionState> ReadAsync(PostgresSession session, CancellationToken cancellationToken)
    {
        var clock = await session.ReadAsync(_sql.ReadClock, static reader => (Now: Columns.Time(reader, 0), AnalyzedAt: Columns.TimeOrNull(reader, 1)), cancellationToken)
            .ConfigureAwait(false);
        var attached = await ReadAttachedAsync(session, cancellationToken).ConfigureAwait(false);
        return new PartitionState(clock[0].Now, clock[0].AnalyzedAt, attached, await ReadDetachedAsync(session, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Makes those of the months that are missing, in a transaction, and tells which.</summary>
    /// <exception cref="ConfigurationException">A month lies beside the parent.</exception>
    public async Task<IReadOnlyList<ExecutionMonth>> MakeAsync(PostgresSession session, IReadOnlyList<ExecutionMonth> months, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync(_sql.Lock, cancellationToken).ConfigureAwait(false);
        await session.ExecuteAsync(LockTimeout.OfTransaction(PatientWait), cancellationToken).ConfigureAwait(false);
        var attached = await ReadAttachedAsync(session, cancellationToken).ConfigureAwait(false); // anew, under the lock
        var detached = await ReadDetachedAsync(session, cancellationToken).ConfigureAwait(false);
        ExecutionMonth[] missing = [.. months.Where(month => !attached.Exists(partition => partition.Covers(month)))];
        foreach (var month in missing)
        {
            RequireFree(month, attached, detached);
            foreach (var statement in _sql.Make(month))
            {
                await session.ExecuteAsync(new SqlStatement(statement), cancellationToken).ConfigureAwait(false);
            }
        }

        return missing;
    }

    /// <summary>Detaches a partition, or ends a detach that was interrupted.</summary>
    public async Task<bool> DetachAsync(PostgresSession session, SqlIdentifier leaf, CancellationToken cancellationToken)
    {
        var attached = await ReadAttachedAsync(session, cancellationToken).ConfigureAwait(false);
        if (attached.Find(partition => partition.Is(leaf)) is not { } found)
        {
            return false;
        }

        var statement = new SqlStatement(found.IsDetachPending ? _sql.FinishDetach(leaf) : _sql.Detach(leaf));
        await LockTimeout.OfSessionAsync(session, PatientWait, () => session.ExecuteAsync(statement, cancellationToken), cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Drops or archives a table that belongs to the parent no more, in a transaction. One that is attached, or gone, is left alone.</summary>
    public async Task<bool> PutAwayAsync(PostgresSession session, PartitionStep step, SqlIdentifier archive, TimeSpan lockTimeout, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync(LockTimeout.OfTransaction(lockTimeout), cancellationToken).ConfigureAwait(false);
        if (!await session.IsThereAsync(_sql.FindDetached(step.Table), cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        // Looked for first: IF NOT EXISTS asks for the right to create even where there is nothing to create.
        if (step.Action == PostgresMaintenanceAction.ArchiveMonth && !await session.IsThereAsync(_sql.FindSchema(archive), cancellationToken).ConfigureAwait(false))
        {
            await session.ExecuteAsync(PartitionSql.CreateSchema(archive), cancellationToken).ConfigureAwait(false);
        }

        await session.ExecuteAsync(new SqlStatement(step.Statements[0]), cancellationToken).ConfigureAwait(false);
        return true;
    }

    private void RequireFree(ExecutionMonth month, IReadOnlyList<ExecutionPartition> attached, IReadOnlyList<ExecutionMonth> detached)
    {
        if (detached.Contains(month) || attached.Any(partition => partition.Is(month.Partition)))
        {
            throw new ConfigurationException(
                $"Executions of {month.Name} have no partition: the table '{month.Partition.Name}' in schema '{schema.Name}' was detached from them. "
                + "Attach it again, rename it or drop it.");
        }
    }

    private async Task<List<ExecutionMonth>> ReadDetachedAsync(PostgresSession session, CancellationToken cancellationToken)
    {
        var tables = await session.ReadAsync(_sql.ReadDetached, static reader => reader.GetString(0), cancellationToken).ConfigureAwait(false);
        return [.. tables.Select(ExecutionMonth.Of)];
    }
}
