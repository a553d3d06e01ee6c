namespace Paracle;

/// <summary>What the SQLite store does at its start with a schema that is behind.</summary>
public enum SqliteMigrationMode
{
    /// <summary>Brings it up to date. Hosts that start at once apply each migration once.</summary>
    Apply,

    /// <summary>Refuses to start, for hosts that must not change the schema.</summary>
    Verify,
}
