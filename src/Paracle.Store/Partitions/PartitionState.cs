namespace Paracle.Store;

/// <summary>What the server has of executions at a moment.</summary>
/// <param name="Now">The moment, by the server's clock.</param>
/// <param name="AnalyzedAt">When the parent was analyzed, or null.</param>
/// <param name="Attached">The partitions, the oldest first.</param>
/// <param name="Detached">The months that lie beside the parent and belong to it no more.</param>
internal sealed record PartitionState(
    DateTimeOffset Now, DateTimeOffset? AnalyzedAt, IReadOnlyList<ExecutionPartition> Attached, IReadOnlyList<ExecutionMonth> Detached)
{
    public bool Covers(ExecutionMonth month) => Attached.Any(partition => partition.Covers(month));
}
