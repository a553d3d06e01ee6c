using Microsoft.Extensions.AI;
using Paracle.Runtime.Internal.Tools;

namespace Paracle.Runtime.Internal.Runs;

/// <summary>Everything a run needs, gathered before anything is spent.</summary>
internal sealed record RunPlan(AgentSpec Spec, IChatClient Client, IReadOnlyDictionary<string, RegisteredTool> Tools)
{
    public ChatOptions OptionsFor(ActiveRun run)
    {
        var options = new ChatOptions
        {
            ModelId = Spec.Model,
            Temperature = Spec.Temperature,
            MaxOutputTokens = Spec.MaxOutputTokens,
            Instructions = Spec.Instructions,
            Tools = Tools.Count == 0 ? null : [.. Tools.Values.Select(tool => tool.Declaration)],
        };
        return options.WithParacle(new LlmCallContext
        {
            Tenant = run.Request.Caller.Tenant,
            Subject = run.Request.Caller.Subject,
            Agent = Spec.Name,
            Execution = run.Id,
            AllowCaching = run.Request.AllowCaching,
            Deadline = run.Deadline,
        });
    }
}
