using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace Paracle.Store.Tests;

public sealed class PostgresPoolTests(TestSchema schema) : IClassFixture<TestSchema>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Use_OfAConnection_IsMeasuredByPool()
    {
        await using var store = await TestStore.StartAsync(schema, services: services => services.AddMetrics());
        using var waits = new MetricCollector<double>(store.Get<IMeterFactory>(), TelemetryNames.Store, TelemetryNames.PoolWaitTime);
        using var uses = new MetricCollector<double>(store.Get<IMeterFactory>(), TelemetryNames.Store, TelemetryNames.PoolUseTime);
        await store.Executions.WriteAsync(Samples.Execution(), Token);
        foreach (var measured in new[] { waits, uses })
        {
            measured.GetMeasurementSnapshot().ShouldContain(measurement => "paracle.service".Equals(measurement.Tags[TelemetryNames.PoolNameLabel]));
        }
    }

    [Fact]
    public async Task Meters_OfTheDriver_TellOurPoolsApart()
    {
        var pools = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Meter.Name == "Npgsql")
            {
                listening.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<int>((_, _, tags, _) => Note(tags));
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => Note(tags));
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) => Note(tags));
        listener.Start();
        await using var store = await TestStore.StartAsync(schema);
        await store.Executions.WriteAsync(Samples.Execution(), Token);
        listener.RecordObservableInstruments();
        pools.Keys.ShouldContain("paracle.service");
        pools.Keys.ShouldContain("paracle.maintenance");

        void Note(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (var (key, value) in tags)
            {
                if (key == TelemetryNames.PoolNameLabel && value is string pool)
                {
                    pools[pool] = true;
                }
            }
        }
    }
}
