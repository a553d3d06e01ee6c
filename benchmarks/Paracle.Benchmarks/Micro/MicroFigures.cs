namespace Paracle.Benchmarks.Micro;

/// <summary>The time in nanoseconds and the bytes that one operation takes.</summary>
internal sealed record MicroFigures(string Method, IReadOnlyDictionary<string, object> Parameters, double Nanoseconds, long Bytes);
