namespace Paracle.AspNetCore.Internal.Executions;

/// <summary>Why an execution has no result.</summary>
internal sealed record ExecutionError(string Code, string Detail);
