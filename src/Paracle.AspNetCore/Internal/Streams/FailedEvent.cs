namespace Paracle.AspNetCore.Internal.Streams;

/// <summary>The end of a run without a result, in the words of problem details.</summary>
internal sealed record FailedEvent(ExecutionId? ExecutionId, string Status, string Code, string Detail);
