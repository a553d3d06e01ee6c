using System.Text;

namespace Paracle.Store;

/// <summary>Migrations as text for <c>psql</c>. What is filled in comes from these binaries and from names that passed the allow-list.</summary>
internal static class MigrationScriptSql
{
    public static string Prologue(SqlIdentifier schema) => $"""
        CREATE SCHEMA IF NOT EXISTS {schema};

        """ + new MigrationSql(schema).CreateJournal.Text.Value + ";\n";

    public static string Transactional(PostgresMigration migration, SqlIdentifier schema) =>
        $"""
        -- {migration.Id} {migration.Name}
        BEGIN;
        {new SqlScript(migration.Script, schema).Text.TrimEnd()}
        {Record(migration, schema)}
        COMMIT;

        """;

    /// <summary>Outside of a transaction; after a statement that failed, run it again.</summary>
    public static string Online(PostgresMigration migration, SqlIdentifier schema, IReadOnlyList<OnlineIndexLeaf> leaves)
    {
        var sql = new OnlineIndexSql(migration, schema);
        var text = new StringBuilder($"-- {migration.Id} {migration.Name}, online\n").AppendLine(sql.CreateOfParent.Text.TrimEnd());
        foreach (var leaf in leaves.Where(leaf => !leaf.IsAttached))
        {
            text.AppendLine(sql.CreateOf(leaf.Table).Text.TrimEnd()).Append(sql.Attach(leaf.Table).Value).AppendLine(";");
        }

        return text.AppendLine(Record(migration, schema)).ToString();
    }

    private static string Record(PostgresMigration migration, SqlIdentifier schema) =>
        $"INSERT INTO {schema}.migrations (id, name, checksum, applied_at) VALUES ({migration.Id}, '{migration.Name}', '{migration.Checksum}', now());";
}
