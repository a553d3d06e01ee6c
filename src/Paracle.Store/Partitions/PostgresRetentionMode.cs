namespace Paracle;

/// <summary>What becomes of a month of executions that is no longer kept. In each case it is detached first, and the store neither reads nor writes it any more.</summary>
public enum PostgresRetentionMode
{
    /// <summary>Its table stays where it is, for somebody to move or drop.</summary>
    Keep,

    /// <summary>Its table is dropped, as are detached months of before.</summary>
    Drop,

    /// <summary>Its table moves to <see cref="PostgresPartitionOptions.ArchiveSchema"/>, as do detached months of before.</summary>
    Archive,
}
