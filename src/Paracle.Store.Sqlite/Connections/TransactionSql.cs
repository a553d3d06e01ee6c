namespace Paracle.Store.Sqlite;

internal static class TransactionSql
{
    // Takes the write lock at once: a transaction that reads first and writes later can fail without waiting for its turn.
    public const string Begin = "BEGIN IMMEDIATE";
    public const string Commit = "COMMIT";
    public const string Rollback = "ROLLBACK";
    public const string BeginItem = "SAVEPOINT item";
    public const string KeepItem = "RELEASE item";
    public const string UndoItem = "ROLLBACK TO item; RELEASE item";
}
