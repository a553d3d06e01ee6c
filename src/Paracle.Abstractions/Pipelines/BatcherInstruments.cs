using System.Diagnostics.Metrics;

namespace Paracle;

/// <summary>The metrics of a pipeline, made on its owner's meter under the owner's name.</summary>
/// <remarks>
/// <c>{name}.depth</c> up-down counter {item}; <c>{name}.batch.size</c> histogram {item}; <c>{name}.wait</c> histogram s, from
/// enqueue to flush; <c>{name}.flush.duration</c> histogram s; <c>{name}.flushes</c> counter {flush} by
/// <see cref="TelemetryNames.FlushReasonLabel"/>; <c>{name}.rejections</c> counter {item}.
/// </remarks>
public sealed class BatcherInstruments
{
    private static readonly KeyValuePair<string, object?>[] ReasonTags =
        [.. Enum.GetNames<FlushReason>().Select(name => new KeyValuePair<string, object?>(TelemetryNames.FlushReasonLabel, name.ToLowerInvariant()))];

    private readonly UpDownCounter<long> _depth;
    private readonly Histogram<int> _size;
    private readonly Histogram<double> _wait;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _flushes;
    private readonly Counter<long> _rejections;

    /// <summary>Makes the instruments.</summary>
    /// <param name="meter">The owner's meter.</param>
    /// <param name="name">The first part of the metrics' names, for example <c>paracle.store.write</c>.</param>
    public BatcherInstruments(Meter meter, string name)
    {
        ArgumentNullException.ThrowIfNull(meter);
        var durations = new InstrumentAdvice<double> { HistogramBucketBoundaries = DurationBuckets.Database };
        _depth = meter.CreateUpDownCounter<long>($"{name}.depth", "{item}", "Items waiting to be flushed.");
        _size = meter.CreateHistogram<int>($"{name}.batch.size", "{item}", "Items in a batch.");
        _wait = meter.CreateHistogram($"{name}.wait", "s", "Time from enqueue to flush.", advice: durations);
        _duration = meter.CreateHistogram($"{name}.flush.duration", "s", "Time a flush takes.", advice: durations);
        _flushes = meter.CreateCounter<long>($"{name}.flushes", "{flush}", "Batches flushed.");
        _rejections = meter.CreateCounter<long>($"{name}.rejections", "{item}", "Items refused because the pipeline was full or stopping.");
    }

    /// <summary>Counts an item that the owner refused itself, before it came to the pipeline.</summary>
    public void Rejected() => _rejections.Add(1);

    internal bool MeasuresWait => _wait.Enabled;

    internal void Enqueued() => _depth.Add(1);

    internal void Dequeued(int count) => _depth.Add(-count);

    internal void Waited(TimeSpan wait) => _wait.Record(wait.TotalSeconds);

    internal void Flushing(int size, FlushReason reason)
    {
        _size.Record(size);
        _flushes.Add(1, ReasonTags[(int)reason]);
    }

    internal void Flushed(TimeSpan duration) => _duration.Record(duration.TotalSeconds);
}
