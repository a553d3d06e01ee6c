using System.Collections.Frozen;

namespace Paracle.Runtime.Internal.Tools;

/// <summary>The tools the host registered, by name.</summary>
internal sealed class ToolCatalog(IEnumerable<RegisteredTool> tools)
{
    private readonly FrozenDictionary<string, RegisteredTool> _tools = tools.ToFrozenDictionary(tool => tool.Function.Name, StringComparer.Ordinal);

    /// <summary>The tools an agent may call.</summary>
    public IReadOnlyDictionary<string, RegisteredTool> For(AgentSpec spec)
    {
        var named = new Dictionary<string, RegisteredTool>(spec.Tools.Count, StringComparer.Ordinal);
        foreach (var name in spec.Tools)
        {
            named[name] = _tools.TryGetValue(name, out var tool)
                ? tool
                : throw new ConfigurationException(
                    $"Agent '{spec.Name}' names the tool '{name}', which is not registered. Call AddTool for it, or take it out of the agent.");
        }

        return named;
    }
}
