namespace Paracle.Store.Sqlite;

/// <summary>Neighbouring rows of executions.</summary>
/// <param name="After">The place before the first.</param>
/// <param name="Last">The place of the last.</param>
/// <param name="Old">How many of them are older than retention allows.</param>
/// <param name="Ended">How many of those have ended, and so may go.</param>
internal readonly record struct RetentionRange(long After, long Last, long Old, long Ended)
{
    // A transaction of milliseconds, also where texts are long.
    private const int Rows = 100;

    public static RetentionRange Read(SqliteSession session, long after, byte[] before)
    {
        using var reader = session.Query(RetentionSql.Next, ("$after", after), ("$before", before), ("$limit", Rows));
        reader.Read();
        return new RetentionRange(after, Columns.Number(reader, 0) ?? after, reader.GetInt64(1), reader.GetInt64(2));
    }

    /// <summary>Removes what may go, and counts it.</summary>
    public int Remove(SqliteSession session, byte[] before) =>
        session.Execute(RetentionSql.Remove, ("$after", After), ("$last", Last), ("$before", before));
}
