namespace Paracle.Store.Sqlite;

/// <summary>SQLite's primary result codes that the store tells apart (sqlite.org/rescode.html).</summary>
internal enum SqliteResult
{
    Permission = 3,
    Busy = 5,
    Locked = 6,
    ReadOnly = 8,
    InputOutput = 10,
    Corrupt = 11,
    Full = 13,
    CannotOpen = 14,
    TooBig = 18,
    Constraint = 19,
    Mismatch = 20,
    NotADatabase = 26,
}
