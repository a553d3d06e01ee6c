namespace Paracle;

/// <summary>A stored spec with its version and times.</summary>
/// <typeparam name="T">The kind of spec.</typeparam>
/// <param name="Value">The spec as saved.</param>
/// <param name="Version">Counts saves, from 1. Give it back to save or delete only what you have read.</param>
/// <param name="CreatedAt">When the spec was first saved, UTC.</param>
/// <param name="UpdatedAt">When it was last saved, UTC.</param>
public sealed record Versioned<T>(T Value, long Version, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);
