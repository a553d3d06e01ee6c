using BenchmarkDotNet.Attributes;

namespace Paracle.Benchmarks.Pipelines;

/// <summary>Time and bytes of one item's way through and back. Public because BenchmarkDotNet derives from it.</summary>
public class PipelineRoundTrip
{
    private const int Items = 8_192;

    private readonly BareChannel _bare = new();
    private readonly Batcher<int, int> _pipeline = Echo.Pipeline();

    [Params(1, 8, 64, 1024)]
    public int Callers { get; set; }

    [Benchmark(Baseline = true, OperationsPerInvoke = Items)]
    public Task BareChannel() => CallAsync(static (round, item) => round._bare.EnqueueAsync(item));

    [Benchmark(OperationsPerInvoke = Items)]
    public Task Batcher() => CallAsync(static (round, item) => round._pipeline.EnqueueAsync(item, CancellationToken.None));

    private Task CallAsync(Func<PipelineRoundTrip, int, ValueTask<int>> operate)
    {
        var callers = new Task[Callers];
        for (var caller = 0; caller < callers.Length; caller++)
        {
            callers[caller] = Task.Run(() => LoopAsync(operate));
        }

        return Task.WhenAll(callers);
    }

    private async Task LoopAsync(Func<PipelineRoundTrip, int, ValueTask<int>> operate)
    {
        for (var item = 0; item < Items / Callers; item++)
        {
            await operate(this, item);
        }
    }
}
