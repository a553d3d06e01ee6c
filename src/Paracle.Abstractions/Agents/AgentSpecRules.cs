namespace Paracle;

/// <summary>The rules of an <see cref="AgentSpec"/> that need no store.</summary>
public static class AgentSpecRules
{
    private const int MaxInstructions = 262_144;
    private const int MaxTools = 128;
    private const int MaxMetadata = 64;
    private const int MaxMetadataValue = 4096;

    /// <summary>Checks a spec on its own; every store calls it before any I/O.</summary>
    /// <param name="spec">The spec.</param>
    /// <exception cref="InvalidInputException">A member breaks its rule; the message names it.</exception>
    public static void Validate(AgentSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        InputRules.RequireName(spec.Name, "agent name");
        if (spec.Parent is not null)
        {
            InputRules.RequireName(spec.Parent, "parent");
            if (string.Equals(spec.Parent, spec.Name, StringComparison.Ordinal))
            {
                throw new InvalidInputException("parent", $"Agent '{spec.Name}' names itself as its parent. Name another agent or none.");
            }
        }

        if (spec.Instructions is not null)
        {
            InputRules.RequireText(spec.Instructions, "instructions", MaxInstructions);
        }

        if (spec.Provider is not null)
        {
            InputRules.RequireName(spec.Provider, "provider");
        }

        if (spec.Model is not null)
        {
            InputRules.RequireKey(spec.Model, "model");
        }

        ValidateNumbers(spec);
        ValidateTools(spec.Tools);
        ValidateMetadata(spec.Metadata);
    }

    private static void ValidateNumbers(AgentSpec spec)
    {
        // Written so that NaN fails too.
        if (spec.Temperature is { } temperature && !(temperature is >= 0 and <= 2))
        {
            throw new InvalidInputException("temperature", $"'temperature' is {temperature}; it must lie in 0 to 2.");
        }

        if (spec.MaxOutputTokens is { } tokens)
        {
            InputRules.RequireRange(tokens, 1, int.MaxValue, "max output tokens");
        }
    }

    private static void ValidateTools(IReadOnlyList<string>? tools)
    {
        if (tools is null)
        {
            throw new InvalidInputException("tools", "'tools' is null. Leave it out for no tools.");
        }

        InputRules.RequireRange(tools.Count, 0, MaxTools, "number of tools");
        foreach (var tool in tools)
        {
            InputRules.RequireName(tool, "tool name");
        }
    }

    private static void ValidateMetadata(IReadOnlyDictionary<string, string>? metadata)
    {
        if (metadata is null)
        {
            throw new InvalidInputException("metadata", "'metadata' is null. Leave it out for none.");
        }

        InputRules.RequireRange(metadata.Count, 0, MaxMetadata, "number of metadata entries");
        foreach (var (key, value) in metadata)
        {
            InputRules.RequireName(key, "metadata key");
            if (value is null || value.Length > MaxMetadataValue)
            {
                throw new InvalidInputException("metadata", $"The metadata value of '{key}' is null or over {MaxMetadataValue} characters.");
            }

            InputRules.RequireStorable(value, "metadata value");
        }
    }
}
