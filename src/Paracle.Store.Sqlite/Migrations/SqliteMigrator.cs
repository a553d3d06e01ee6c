using Microsoft.Extensions.Logging;

namespace Paracle.Store.Sqlite;

/// <summary>Brings a file's schema up to date: all that is missing in one transaction, by whichever process comes first.</summary>
internal sealed class SqliteMigrator(SqliteStoreOptions options, string path, TimeProvider timeProvider, ILogger logger)
{
    /// <summary>Whether nothing is missing.</summary>
    /// <exception cref="ConfigurationException">The file is not one these binaries can use, or something is missing and must not be applied.</exception>
    public bool Check(SqliteSession session)
    {
        var pending = SqliteSchema.Pending(session, path);
        if (pending.Count > 0 && options.Migrations == SqliteMigrationMode.Verify)
        {
            throw new ConfigurationException(
                $"The schema of '{path}' lacks {pending.Count} migrations, from {pending[0].Id} ({pending[0].Name}) on, and SqliteStoreOptions.Migrations is Verify. "
                + "Start one host with Apply.");
        }

        return pending.Count == 0;
    }

    /// <summary>Applies what is missing.</summary>
    public void Apply(SqliteSession session)
    {
        session.Execute(TransactionSql.Begin);
        var pending = SqliteSchema.Pending(session, path); // anew, under the lock: another process may have been quicker
        session.Run(MigrationSql.CreateJournal);
        foreach (var migration in pending)
        {
            session.Run(migration.Script);
            session.Execute(
                MigrationSql.Record,
                ("$id", migration.Id),
                ("$name", migration.Name),
                ("$checksum", migration.Checksum),
                ("$now", timeProvider.GetUtcNow().ToUnixTimeMilliseconds()));
        }

        session.Execute(TransactionSql.Commit);
        foreach (var migration in pending)
        {
            logger.Migrated(migration.Id, migration.Name);
        }
    }
}
