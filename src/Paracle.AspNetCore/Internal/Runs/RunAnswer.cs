using Paracle.AspNetCore.Internal.Executions;

namespace Paracle.AspNetCore.Internal.Runs;

/// <summary>How a run ended well. It is cached if no provider was called for any part of it.</summary>
internal sealed record RunAnswer(ExecutionId ExecutionId, string Status, string Result, UsageDocument Usage, bool Cached)
{
    public static RunAnswer Of(AgentRunResult result) => new(
        result.ExecutionId,
        ExecutionStatus.Text(ExecutionState.Succeeded),
        result.Text,
        UsageDocument.Of(result.Usage),
        Cached: result.Steps > 0 && result.CachedSteps == result.Steps);
}
