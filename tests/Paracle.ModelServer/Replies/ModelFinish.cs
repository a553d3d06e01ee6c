namespace Paracle.Simulation;

/// <summary>Why an answer ends.</summary>
public enum ModelFinish
{
    /// <summary>It is complete.</summary>
    Stop,

    /// <summary>It reached the token limit.</summary>
    Length,

    /// <summary>The vendor's filter stopped it.</summary>
    ContentFilter,

    /// <summary>It waits for tool results.</summary>
    ToolCalls,
}
