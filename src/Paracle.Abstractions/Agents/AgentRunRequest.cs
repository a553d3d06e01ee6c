namespace Paracle;

/// <summary>What to run, for whom.</summary>
public sealed record AgentRunRequest
{
    /// <summary>Who asks. Default <see cref="Caller.Local"/>.</summary>
    public Caller Caller { get; init; } = Caller.Local;

    /// <summary>The agent's name.</summary>
    public required string Agent { get; init; }

    /// <summary>The task, in words: 1 to 4,194,304 characters.</summary>
    public required string Task { get; init; }

    /// <summary>Bounds of this run; each overlays the host's default and can only tighten it.</summary>
    public RunLimits Limits { get; init; } = new();

    /// <summary>Whether model answers may come from a response cache, where the provider's client has one, though the temperature is not 0.
    /// Default false.</summary>
    public bool AllowCaching { get; init; }
}
