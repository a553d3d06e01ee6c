namespace Paracle.Store;

/// <summary>One index of executions, looked at and changed within a session.</summary>
internal sealed class OnlineIndexTable(PostgresMigration migration, SqlIdentifier schema)
{
    private readonly OnlineIndexSql _sql = new(migration, schema);

    /// <summary>Whether the index of the whole is valid, or null when it is not there.</summary>
    public async Task<bool?> IsValidAsync(PostgresSession session, CancellationToken cancellationToken)
    {
        var found = await session.ReadAsync(_sql.ReadParent, static reader => reader.GetBoolean(0), cancellationToken).ConfigureAwait(false);
        return found is [var isValid] ? isValid : null;
    }

    public async Task<IReadOnlyList<OnlineIndexLeaf>> ReadLeavesAsync(PostgresSession session, CancellationToken cancellationToken)
    {
        var indexes = await session.ReadAsync(
            _sql.ReadLeaves,
            static reader => (Table: reader.GetString(0), Name: Columns.Text(reader, 1), IsValid: !reader.IsDBNull(2) && reader.GetBoolean(2), Above: Columns.Text(reader, 3)),
            cancellationToken).ConfigureAwait(false);
        return
        [
            .. from index in indexes
               group index by new SqlIdentifier(index.Table) into leaf
               let own = leaf.Where(index => string.Equals(index.Name, _sql.NameOf(leaf.Key).Name, StringComparison.Ordinal)).ToList()
               select new OnlineIndexLeaf(
                   leaf.Key, own.Count > 0, own.Exists(index => index.IsValid), leaf.Any(index => string.Equals(index.Above, migration.Name, StringComparison.Ordinal))),
        ];
    }

    public Task CreateParentAsync(PostgresSession session, CancellationToken cancellationToken) => session.RunAsync(_sql.CreateOfParent, cancellationToken);

    /// <summary>Drops the index of the whole with those of the partitions, unless it is valid.</summary>
    public async Task DropInvalidParentAsync(PostgresSession session, CancellationToken cancellationToken)
    {
        if (await IsValidAsync(session, cancellationToken).ConfigureAwait(false) is false)
        {
            await session.ExecuteAsync(new SqlStatement(_sql.DropOfParent), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Builds the index of a partition, anew where a build was cut short.</summary>
    public async Task BuildAsync(PostgresSession session, SqlIdentifier table, CancellationToken cancellationToken)
    {
        var leaf = (await ReadLeavesAsync(session, cancellationToken).ConfigureAwait(false)).SingleOrDefault(leaf => leaf.Table == table);
        if (leaf is null or { IsAttached: true } or { IsValid: true })
        {
            return;
        }

        // Neither waits with a limit: others write on meanwhile, and a build that gives up because of a long reader has read the table for nothing.
        if (leaf.IsThere)
        {
            await session.ExecuteAsync(new SqlStatement(_sql.DropOf(table)), cancellationToken).ConfigureAwait(false);
        }

        await session.RunAsync(_sql.CreateOf(table), cancellationToken).ConfigureAwait(false);
    }

    public Task AttachAsync(PostgresSession session, SqlIdentifier table, CancellationToken cancellationToken) =>
        session.ExecuteAsync(new SqlStatement(_sql.Attach(table)), cancellationToken);
}
