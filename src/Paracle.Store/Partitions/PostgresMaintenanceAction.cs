namespace Paracle;

/// <summary>What a step of maintenance does.</summary>
public enum PostgresMaintenanceAction
{
    /// <summary>Makes the partition of a month.</summary>
    MakeMonth,

    /// <summary>Gives a partition that is written to its autovacuum settings.</summary>
    TuneMonth,

    /// <summary>Ends a detach that was interrupted.</summary>
    FinishDetach,

    /// <summary>Detaches a month that retention ended.</summary>
    DetachMonth,

    /// <summary>Moves a detached month to the archive.</summary>
    ArchiveMonth,

    /// <summary>Drops a detached month.</summary>
    DropMonth,

    /// <summary>Brings the planner's figures of the whole table up to date, which autovacuum never does.</summary>
    Analyze,
}
