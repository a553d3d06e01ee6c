namespace Paracle.Benchmarks.Http;

/// <summary>A whole answer.</summary>
/// <param name="Status">Its status.</param>
/// <param name="IsGood">Whether it is what was asked for.</param>
/// <param name="FirstText">The timestamp of a stream's first text; null if none came or none was looked for.</param>
internal readonly record struct HttpReply(int Status, bool IsGood, long? FirstText);
