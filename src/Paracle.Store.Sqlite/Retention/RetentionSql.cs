namespace Paracle.Store.Sqlite;

internal static class RetentionSql
{
    // Rows lie in the order in which they were first written, which is that of their creation but for moments: the old ones are in front, and no index is needed.
    public const string Next = """
        SELECT max(place), count(*) FILTER (WHERE id < $before), count(*) FILTER (WHERE id < $before AND state >= 3)
        FROM (SELECT rowid AS place, id, state FROM execution WHERE rowid > $after ORDER BY rowid LIMIT $limit)
        """;

    public const string Remove = "DELETE FROM execution WHERE rowid > $after AND rowid <= $last AND id < $before AND state >= 3";
}
