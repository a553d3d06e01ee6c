namespace Paracle;

/// <summary>What the PostgreSQL store does at its start with a schema that is behind.</summary>
public enum PostgresMigrationMode
{
    /// <summary>Brings it up to date and makes the months that executions need. Hosts that start at once apply each migration once.</summary>
    Apply,

    /// <summary>Refuses to start, for hosts whose role must not change the schema. Nothing is ever created, months included.</summary>
    Verify,
}
