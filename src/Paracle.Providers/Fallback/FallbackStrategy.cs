namespace Paracle;

/// <summary>In which order a route asks its providers.</summary>
public enum FallbackStrategy
{
    /// <summary>As they were added: the first one answers unless it fails.</summary>
    Ordered,

    /// <summary>Each call begins with the next one.</summary>
    RoundRobin,

    /// <summary>The one first whose price for the call, as estimated, is lowest; those without a known price last.</summary>
    LeastCost,

    /// <summary>The one first that of late took the least time until its answer began. One that was not measured for
    /// <see cref="FallbackOptions.LatencyMemory"/> gets one call to show.</summary>
    LeastLatency,
}
