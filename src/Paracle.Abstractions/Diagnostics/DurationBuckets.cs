namespace Paracle;

/// <summary>Histogram bounds in seconds: those of the performance tuning guide, refined at the objectives of 0.2, 0.5 and 1 s.</summary>
public static class DurationBuckets
{
    /// <summary>For requests and runs.</summary>
    public static IReadOnlyList<double> Request { get; } = [0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 2, 5];

    /// <summary>For the database.</summary>
    public static IReadOnlyList<double> Database { get; } = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1];

    /// <summary>For model calls.</summary>
    public static IReadOnlyList<double> Llm { get; } = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30];
}
