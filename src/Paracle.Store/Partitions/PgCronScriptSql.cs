using System.Globalization;
using System.Text;

namespace Paracle.Store;

/// <summary>The script for pg_cron, embedded as <c>Partitions/pg_cron.sql</c>. What is filled in are numbers, constants and names that passed the allow-list.</summary>
internal static class PgCronScriptSql
{
    public static string Of(SqlIdentifier schema, PostgresPartitionOptions options)
    {
        var archive = new SqlIdentifier(options.ArchiveSchema);
        var keptFrom = options.Retention is { } retention ? $"now() - interval '{(long)retention.TotalSeconds} seconds'" : "'-infinity'";
        var (prologue, putAway) = options.EndedMonths switch
        {
            PostgresRetentionMode.Drop => ("", $"EXECUTE format('DROP TABLE {schema}.%I', leaf)"),
            PostgresRetentionMode.Archive => ($"CREATE SCHEMA IF NOT EXISTS {archive};\n", $"EXECUTE format('ALTER TABLE {schema}.%I SET SCHEMA {archive}', leaf)"),
            _ => ("", "NULL"),
        };
        return prologue + new StringBuilder(Read())
            .Replace("{schema}", schema.Name)
            .Replace("{ahead}", options.MonthsAhead.ToString(CultureInfo.InvariantCulture))
            .Replace("{kept_from}", keptFrom)
            .Replace("{lock}", PartitionSql.LockNumber(schema).ToString(CultureInfo.InvariantCulture))
            .Replace("{settings}", PartitionSql.Hot.Value)
            .Replace("{put_away}", putAway);
    }

    private static string Read()
    {
        using var reader = new StreamReader(typeof(PgCronScriptSql).Assembly.GetManifestResourceStream("Partitions/pg_cron.sql")!, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
