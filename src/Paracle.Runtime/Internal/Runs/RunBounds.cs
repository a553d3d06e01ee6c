namespace Paracle.Runtime.Internal.Runs;

/// <summary>The bounds of one run: the host's, tightened by the request's.</summary>
internal readonly record struct RunBounds(int MaxSteps, int MaxToolCalls, TimeSpan MaxDuration)
{
    public static RunBounds Of(RuntimeOptions options, RunLimits limits) => new(
        Math.Min(options.MaxSteps, limits.MaxSteps ?? int.MaxValue),
        Math.Min(options.MaxToolCalls, limits.MaxToolCalls ?? int.MaxValue),
        limits.MaxDuration < options.MaxDuration ? limits.MaxDuration.Value : options.MaxDuration);
}
