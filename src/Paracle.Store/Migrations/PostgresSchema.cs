namespace Paracle.Store;

/// <summary>Compares the schema in a database with the one these binaries know.</summary>
internal static class PostgresSchema
{
    /// <summary>The steps that the database lacks, in order. Reads only.</summary>
    /// <exception cref="ConfigurationException">The schema is newer, or not the one these binaries know.</exception>
    public static async Task<IReadOnlyList<PostgresMigration>> GetPendingAsync(PostgresSession session, SqlIdentifier schema, CancellationToken cancellationToken)
    {
        var sql = new MigrationSql(schema);
        if (!await session.IsThereAsync(sql.FindJournal, cancellationToken).ConfigureAwait(false))
        {
            return PostgresMigration.All;
        }

        var pending = PostgresMigration.All.ToDictionary(migration => migration.Id);
        var applied = await session.ReadAsync(
            sql.ReadJournal, static reader => (reader.GetInt32(0), reader.GetString(1), reader.GetString(2)), cancellationToken).ConfigureAwait(false);
        foreach (var (id, name, checksum) in applied)
        {
            if (!pending.Remove(id, out var known))
            {
                throw new ConfigurationException(
                    $"The schema '{schema.Name}' has the migration {id} ({name}), and these binaries know {PostgresMigration.All[^1].Id} as the last. Update Paracle.Store.");
            }

            if (!string.Equals(known.Checksum, checksum, StringComparison.Ordinal))
            {
                throw new ConfigurationException(
                    $"The migration {id} ({name}) in schema '{schema.Name}' was applied in another form than these binaries have. "
                    + "Use the binaries that made the schema, or restore a backup.");
            }
        }

        return [.. pending.Values.OrderBy(migration => migration.Id)];
    }
}
