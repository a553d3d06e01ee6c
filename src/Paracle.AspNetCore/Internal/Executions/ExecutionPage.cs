namespace Paracle.AspNetCore.Internal.Executions;

/// <summary>One page of executions, newest first.</summary>
internal sealed record ExecutionPage(IReadOnlyList<ExecutionDocument> Items, string? NextCursor);
