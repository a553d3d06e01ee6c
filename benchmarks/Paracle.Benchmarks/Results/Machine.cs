using System.Diagnostics;
using System.Reflection;
using System.Runtime;
using System.Runtime.InteropServices;

namespace Paracle.Benchmarks.Results;

/// <summary>What the figures were taken on.</summary>
internal static class Machine
{
    public static string Description
    {
        get
        {
            var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024d * 1024 * 1024);
            var collector = GCSettings.IsServerGC ? "server" : "workstation";
            return $"{Processor}, {Environment.ProcessorCount} cores, {memory:0.#} GiB, {RuntimeInformation.OSDescription}, "
                + $"{RuntimeInformation.FrameworkDescription}, {collector} collector";
        }
    }

    /// <summary>How many processes wanted a core in the last minute: above the number of cores, others took part of the machine.</summary>
    public static string Load
    {
        get
        {
            const string loadAverage = "/proc/loadavg";
            return File.Exists(loadAverage) ? File.ReadAllText(loadAverage).Split(' ')[0] : "unknown";
        }
    }

    /// <summary>Whether Paracle and the benchmarks were compiled for speed.</summary>
    public static bool IsOptimised =>
        IsOptimisedAssembly(typeof(ParacleException).Assembly) && IsOptimisedAssembly(typeof(Machine).Assembly);

    private static string Processor
    {
        get
        {
            const string cpuInfo = "/proc/cpuinfo";
            var model = File.Exists(cpuInfo)
                ? File.ReadLines(cpuInfo).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
                : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER");
            return model ?? RuntimeInformation.ProcessArchitecture.ToString();
        }
    }

    private static bool IsOptimisedAssembly(Assembly assembly) => assembly.GetCustomAttribute<DebuggableAttribute>() is not { IsJITOptimizerDisabled: true };
}
