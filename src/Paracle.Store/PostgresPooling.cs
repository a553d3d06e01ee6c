namespace Paracle;

/// <summary>What stands between the host and PostgreSQL.</summary>
public enum PostgresPooling
{
    /// <summary>Nothing, or a pooler in session mode.</summary>
    Direct,

    /// <summary>PgBouncer in transaction mode: no prepared statements, no reset of a session that the host does not own, no session state.</summary>
    PgBouncerTransaction,
}
