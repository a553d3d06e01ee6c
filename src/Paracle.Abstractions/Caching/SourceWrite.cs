namespace Paracle;

/// <summary>What a write-through wrote to its source.</summary>
/// <typeparam name="T">The kind of value.</typeparam>
/// <param name="Value">The value as the source has it now.</param>
/// <param name="Version">The source's version of it, which grows with every write of the key: a row version, a log position. Null when the source has none.</param>
public readonly record struct SourceWrite<T>(T Value, long? Version);
