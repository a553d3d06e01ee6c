namespace Paracle.AspNetCore.Internal.Runs;

/// <summary>What to run. Who asks is not in it: that comes from the request's authenticated principal.</summary>
internal sealed record RunBody(string? AgentId, string? Task)
{
    public AgentRunRequest ToRequest(Caller caller) => new()
    {
        Caller = caller,
        Agent = InputRules.RequireName(AgentId, "agent_id"),
        Task = InputRules.RequireText(Task, "task", ExecutionRules.MaxText),
    };
}
