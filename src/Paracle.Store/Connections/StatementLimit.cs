namespace Paracle.Store;

/// <summary>How long a statement may take, and the setting that says so.</summary>
internal readonly record struct StatementLimit(string Setting, TimeSpan Duration)
{
    /// <summary>For statements that take moments.</summary>
    public static StatementLimit OfCommands(PostgresStoreOptions options) => new(nameof(PostgresStoreOptions.CommandTimeout), options.CommandTimeout);

    /// <summary>For statements that read or write whole tables.</summary>
    public static StatementLimit OfMigrations(PostgresStoreOptions options) => new(nameof(PostgresStoreOptions.MigrationTimeout), options.MigrationTimeout);
}
