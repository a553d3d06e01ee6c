using Paracle.AspNetCore.Internal.Executions;

namespace Paracle.AspNetCore.Internal.Runs;

/// <summary>How a run ended well.</summary>
internal sealed record RunAnswer(ExecutionId ExecutionId, string Status, string Result, UsageDocument Usage, bool Cached)
{
    // Nothing answers from a cache yet.
    public static RunAnswer Of(AgentRunResult result) =>
        new(result.ExecutionId, ExecutionStatus.Text(ExecutionState.Succeeded), result.Text, UsageDocument.Of(result.Usage), Cached: false);
}
