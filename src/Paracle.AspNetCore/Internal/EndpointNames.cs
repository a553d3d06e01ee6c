namespace Paracle.AspNetCore.Internal;

/// <summary>The endpoints' names in logs, rate limits and their headers.</summary>
internal static class EndpointNames
{
    public const string Run = "agents.run";
    public const string Stream = "agents.stream";
    public const string ListAgents = "agents.list";
    public const string GetAgent = "agents.get";
    public const string PutAgent = "agents.put";
    public const string DeleteAgent = "agents.delete";
    public const string ListExecutions = "executions.list";
    public const string GetExecution = "executions.get";
    public const string CancelExecution = "executions.cancel";
}
