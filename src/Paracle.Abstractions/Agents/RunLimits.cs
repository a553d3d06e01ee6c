namespace Paracle;

/// <summary>Bounds of one run. Null leaves the host's default.</summary>
public sealed record RunLimits
{
    /// <summary>The most model calls, at least 1.</summary>
    public int? MaxSteps { get; init; }

    /// <summary>The most tool calls in all, at least 0.</summary>
    public int? MaxToolCalls { get; init; }

    /// <summary>The longest the run may take.</summary>
    public TimeSpan? MaxDuration { get; init; }

    /// <summary>Checks the bounds.</summary>
    /// <exception cref="InvalidInputException">A bound is negative, zero where it must not be, or infinite.</exception>
    public void Validate()
    {
        if (MaxSteps is { } steps)
        {
            InputRules.RequireRange(steps, 1, 10_000, "max steps");
        }

        if (MaxToolCalls is { } calls)
        {
            InputRules.RequireRange(calls, 0, 100_000, "max tool calls");
        }

        if (MaxDuration is { } duration)
        {
            InputRules.RequirePositive(duration, "max duration");
        }
    }
}
