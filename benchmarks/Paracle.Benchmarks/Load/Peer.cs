namespace Paracle.Benchmarks.Load;

/// <summary>One of those who are compared: does one operation, called by many at once.</summary>
internal sealed record Peer(string Name, Func<ValueTask> OperateAsync);
