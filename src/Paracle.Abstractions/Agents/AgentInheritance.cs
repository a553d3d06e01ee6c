namespace Paracle;

/// <summary>How an agent inherits: scalars override, lists and maps merge, at most <see cref="MaxDepth"/> agents deep.</summary>
public static class AgentInheritance
{
    /// <summary>The most agents in one line of descent, the agent itself counted: 5.</summary>
    public const int MaxDepth = 5;

    /// <summary>Folds a line of descent into the spec that is run.</summary>
    /// <param name="lineage">The agent first, then its parent, and so on up to one without a parent.</param>
    /// <returns>The effective spec: its name is the agent's own and its parent is null.</returns>
    public static AgentSpec Resolve(IReadOnlyList<AgentSpec> lineage)
    {
        ArgumentOutOfRangeException.ThrowIfZero(lineage.Count, nameof(lineage));
        var tools = new List<string>();
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = lineage.Count - 1; i >= 0; i--)
        {
            tools.AddRange(lineage[i].Tools);
            foreach (var (key, value) in lineage[i].Metadata)
            {
                metadata[key] = value;
            }
        }

        return new AgentSpec
        {
            Name = lineage[0].Name,
            Instructions = lineage.Select(spec => spec.Instructions).FirstOrDefault(value => value is not null),
            Provider = lineage.Select(spec => spec.Provider).FirstOrDefault(value => value is not null),
            Model = lineage.Select(spec => spec.Model).FirstOrDefault(value => value is not null),
            Temperature = lineage.Select(spec => spec.Temperature).FirstOrDefault(value => value is not null),
            MaxOutputTokens = lineage.Select(spec => spec.MaxOutputTokens).FirstOrDefault(value => value is not null),
            Tools = tools.Distinct(StringComparer.Ordinal).ToList(),
            Metadata = metadata,
        };
    }

    /// <summary>Checks that saving <paramref name="spec"/> leaves every line of descent sound. Stores call it inside the saving transaction.</summary>
    /// <param name="spec">The spec about to be saved.</param>
    /// <param name="ancestors">Its parent as stored, then the parent's parent, and so on; at most <see cref="MaxDepth"/> are needed.</param>
    /// <param name="heightBelow">How many agents stand below it in the longest line of its stored descendants; 0 for none.</param>
    /// <exception cref="InvalidInputException">The parent is missing, the spec would be its own ancestor, or a line grows too long.</exception>
    public static void Validate(AgentSpec spec, IReadOnlyList<AgentSpec> ancestors, int heightBelow)
    {
        if (spec.Parent is null)
        {
            return;
        }

        if (ancestors.Count == 0)
        {
            throw new InvalidInputException("parent", $"Agent '{spec.Name}' inherits from '{spec.Parent}', which does not exist. Save that first.");
        }

        if (ancestors.Any(ancestor => string.Equals(ancestor.Name, spec.Name, StringComparison.Ordinal)))
        {
            throw new InvalidInputException("parent", $"Agent '{spec.Name}' would inherit from itself through '{spec.Parent}'. Choose another parent.");
        }

        var depth = ancestors.Count + 1 + heightBelow;
        if (depth > MaxDepth)
        {
            throw new InvalidInputException(
                "parent", $"Agent '{spec.Name}' would make a line of {depth} agents; inheritance is at most {MaxDepth} deep. Choose a parent nearer the root.");
        }
    }
}
