namespace Paracle.Benchmarks;

/// <summary>One question about speed, with the peers it is asked of in the same run.</summary>
internal interface IBenchmarkArea
{
    /// <summary>What it is called on the command line and in the names of its result files.</summary>
    string Name { get; }

    string Question { get; }

    Task RunAsync(BenchmarkSession session);
}
