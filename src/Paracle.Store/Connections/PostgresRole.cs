namespace Paracle.Store;

/// <summary>What connections are for. Each role has a pool of its own.</summary>
internal enum PostgresRole
{
    /// <summary>Reads and writes, on the primary.</summary>
    Service,

    /// <summary>Schema, months and whatever else needs the owner of the tables, on the primary.</summary>
    Maintenance,

    /// <summary>Reads that may be a little behind, on a standby while there is one.</summary>
    Replica,

    /// <summary>Hears of appends to the journal, over one connection that waits for hours, on the primary.</summary>
    Listener,
}
