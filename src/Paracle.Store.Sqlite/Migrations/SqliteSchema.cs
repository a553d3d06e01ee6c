namespace Paracle.Store.Sqlite;

/// <summary>Compares the schema of a file with the one these binaries know.</summary>
internal static class SqliteSchema
{
    /// <summary>The steps that the file lacks, in order.</summary>
    /// <exception cref="ConfigurationException">The file belongs to another application, or its schema is newer or not the one these binaries know.</exception>
    public static IReadOnlyList<SqliteMigration> Pending(SqliteSession session, string path)
    {
        switch (session.Scalar(MigrationSql.FindOwner))
        {
            case "nobody":
                return SqliteMigration.All;
            case "another":
                throw new ConfigurationException(
                    $"SqliteStoreOptions.Path is '{path}', a database of another application: it holds tables and none of Paracle's. Choose another path.");
        }

        var pending = SqliteMigration.All.ToDictionary(migration => migration.Id);
        using var reader = session.Query(MigrationSql.ReadJournal);
        while (reader.Read())
        {
            var (id, name, checksum) = (reader.GetInt32(0), reader.GetString(1), reader.GetString(2));
            if (!pending.Remove(id, out var known))
            {
                throw new ConfigurationException(
                    $"The schema of '{path}' has the migration {id} ({name}), and these binaries know {SqliteMigration.All[^1].Id} as the last. Update Paracle.Store.Sqlite.");
            }

            if (!string.Equals(known.Checksum, checksum, StringComparison.Ordinal))
            {
                throw new ConfigurationException(
                    $"The migration {id} ({name}) in '{path}' was applied in another form than these binaries have. Use the binaries that made the file, or restore a backup.");
            }
        }

        return [.. pending.Values.OrderBy(migration => migration.Id)];
    }
}
