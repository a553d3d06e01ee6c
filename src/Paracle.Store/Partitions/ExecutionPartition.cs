namespace Paracle.Store;

/// <summary>A partition of executions as the server has it.</summary>
/// <param name="Table">Its name.</param>
/// <param name="From">Its first moment, or null when it has no lower bound.</param>
/// <param name="To">The first moment after it, or null when it has no upper bound.</param>
/// <param name="IsDetachPending">Whether a detach was interrupted: it takes no rows and shows none.</param>
/// <param name="IsTuned">Whether it has autovacuum settings of its own.</param>
internal sealed record ExecutionPartition(string Table, DateTimeOffset? From, DateTimeOffset? To, bool IsDetachPending, bool IsTuned)
{
    public bool Is(SqlIdentifier table) => string.Equals(Table, table.Name, StringComparison.Ordinal);

    /// <summary>Whether it takes the rows of a month. A table that was converted may take those of many.</summary>
    public bool Covers(ExecutionMonth month) => !IsDetachPending && !(From > month.Start) && !(To < month.Next.Start);
}
