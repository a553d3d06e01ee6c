namespace Paracle.Store.Sqlite;

internal static class CheckSql
{
    public const string QuickCheck = "PRAGMA quick_check(10)";
    public const string Synchronous = "PRAGMA synchronous";
    public const string JournalMode = "PRAGMA journal_mode";
}
