using System.Diagnostics.Metrics;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace Paracle.Abstractions.Tests.Pipelines;

public sealed class BatcherInstrumentsTests : PipelineTest, IDisposable
{
    private readonly Meter _meter = new("Paracle.Tests.Pipeline");

    public void Dispose() => _meter.Dispose();

    [Fact]
    public async Task Pipeline_WithInstruments_MeasuresDepthSizeWaitReasonDurationAndRejections()
    {
        var instruments = new BatcherInstruments(_meter, "test.pipeline");
        using var depth = new MetricCollector<long>(_meter, "test.pipeline.depth");
        using var size = new MetricCollector<int>(_meter, "test.pipeline.batch.size");
        using var wait = new MetricCollector<double>(_meter, "test.pipeline.wait");
        using var duration = new MetricCollector<double>(_meter, "test.pipeline.flush.duration");
        using var flushes = new MetricCollector<long>(_meter, "test.pipeline.flushes");
        using var rejections = new MetricCollector<long>(_meter, "test.pipeline.rejections");
        var pipeline = Pipeline(new() { Capacity = 2, Overflow = OverflowPolicy.Reject }, instruments);

        var (first, _) = await OccupyAsync(pipeline);
        using var cancellation = new CancellationTokenSource();
        _ = Enqueue(pipeline, 1, cancellation.Token);
        _ = Enqueue(pipeline, 2);
        await Should.ThrowAsync<LimitExceededException>(() => Enqueue(pipeline, 3));
        depth.GetMeasurementSnapshot().Sum(measurement => measurement.Value).ShouldBe(2);
        await cancellation.CancelAsync();
        Time.Advance(TimeSpan.FromSeconds(2));
        first.Complete();
        (await Flush.NextAsync()).Complete();
        await Within(pipeline.StopAsync(CancellationToken.None));
        await Should.ThrowAsync<UnavailableException>(() => Enqueue(pipeline, 4));

        depth.GetMeasurementSnapshot().Sum(measurement => measurement.Value).ShouldBe(0);
        size.GetMeasurementSnapshot().Select(measurement => measurement.Value).ShouldBe([1, 1]);
        wait.GetMeasurementSnapshot().Select(measurement => measurement.Value).ShouldBe([0, 2]);
        duration.GetMeasurementSnapshot().Select(measurement => measurement.Value).ShouldBe([2, 0]);
        flushes.GetMeasurementSnapshot().Select(measurement => measurement.Tags["paracle.flush.reason"]).ShouldBe(["drained", "drained"]);
        rejections.GetMeasurementSnapshot().Sum(measurement => measurement.Value).ShouldBe(2);
    }

    [Fact]
    public async Task Pipeline_AbortedStop_BringsTheDepthBackToZero()
    {
        var instruments = new BatcherInstruments(_meter, "test.aborted");
        using var depth = new MetricCollector<long>(_meter, "test.aborted.depth");
        var pipeline = Pipeline(instruments: instruments);
        var (held, _) = await OccupyAsync(pipeline);
        _ = EnqueueAll(pipeline, 1, 2, 3);
        await Within(pipeline.StopAsync(new CancellationToken(canceled: true)));
        depth.GetMeasurementSnapshot().Sum(measurement => measurement.Value).ShouldBe(0);
        held.Complete();
    }
}
