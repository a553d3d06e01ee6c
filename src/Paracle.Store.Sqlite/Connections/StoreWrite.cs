namespace Paracle.Store.Sqlite;

/// <summary>One caller's work in a shared transaction.</summary>
internal abstract class StoreWrite(bool isAtomic)
{
    /// <summary>Whether the work writes with one statement, as its last step: SQLite undoes that by itself, and a savepoint is spared.</summary>
    public bool IsAtomic { get; } = isAtomic;

    public abstract void Apply(SqliteSession session);
}

/// <summary>Work with a result. The writer sets the result before it completes the item; the caller reads it after.</summary>
internal sealed class StoreWrite<TResult>(Func<SqliteSession, TResult> work, bool isAtomic) : StoreWrite(isAtomic)
{
    public TResult Result { get; private set; } = default!;

    public override void Apply(SqliteSession session) => Result = work(session);
}
