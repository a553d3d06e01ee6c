using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Paracle.Benchmarks.Results;
using Perfolizer.Horology;

namespace Paracle.Benchmarks.Micro;

/// <summary>Runs a class of benchmarks in this process: a child project would be built under this repository's rules and fail.</summary>
internal static class MicroBenchmark
{
    public static IReadOnlyList<MicroFigures> Run<T>(bool isQuick)
    {
        var job = Job.Default
            .WithToolchain(InProcessEmitToolchain.DontLogOutput)
            .WithStrategy(RunStrategy.Throughput)
            .WithIterationTime(TimeInterval.FromMilliseconds(isQuick ? 100 : 250))
            .WithWarmupCount(isQuick ? 2 : 4)
            .WithIterationCount(isQuick ? 5 : 11);
        var config = ManualConfig.CreateEmpty()
            .AddJob(job)
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddLogger(NullLogger.Instance)
            .WithArtifactsPath(Path.Combine(ResultFolder.Root, "artifacts", "benchmarks"));
        var summary = BenchmarkRunner.Run<T>(config);
        return [.. summary.Reports.Select(report => report.ResultStatistics is { } time
            ? new MicroFigures(
                report.BenchmarkCase.Descriptor.WorkloadMethod.Name,
                report.BenchmarkCase.Parameters.Items.ToDictionary(item => item.Name, item => item.Value, StringComparer.Ordinal),
                time.Median,
                report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0)
            : throw new InvalidOperationException($"{report.BenchmarkCase.DisplayInfo} gave no figures."))];
    }
}
