namespace Paracle.Store;

/// <summary>How far the index of one partition has come.</summary>
/// <param name="Table">The partition.</param>
/// <param name="IsThere">Whether it has an index of the name that belongs to it.</param>
/// <param name="IsValid">Whether that is whole: a build that was cut short leaves one that is not.</param>
/// <param name="IsAttached">Whether one of its indexes, whatever its name, belongs to the index of the whole.</param>
internal sealed record OnlineIndexLeaf(SqlIdentifier Table, bool IsThere, bool IsValid, bool IsAttached);
