using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Paracle.Providers.Tests.Wire;

/// <summary>Writes down everything that activities and metrics of this process tell, whoever emits them.</summary>
internal sealed class Eavesdropper : IDisposable
{
    private readonly ConcurrentQueue<string> _heard = new();
    private readonly ActivityListener _activities;
    private readonly MeterListener _metrics;

    public Eavesdropper()
    {
        _activities = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = Hear,
        };
        ActivitySource.AddActivityListener(_activities);
        _metrics = new MeterListener { InstrumentPublished = static (instrument, listener) => listener.EnableMeasurementEvents(instrument) };
        _metrics.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Hear(instrument, tags));
        _metrics.SetMeasurementEventCallback<int>((instrument, _, tags, _) => Hear(instrument, tags));
        _metrics.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Hear(instrument, tags));
        _metrics.Start();
    }

    public IReadOnlyCollection<string> Heard => [.. _heard];

    public void Dispose()
    {
        _activities.Dispose();
        _metrics.Dispose();
    }

    private void Hear(Activity activity)
    {
        _heard.Enqueue($"{activity.Source.Name} {activity.DisplayName} {activity.StatusDescription}");
        HearAll(activity.TagObjects);
        HearAll(activity.Baggage.Select(item => KeyValuePair.Create(item.Key, (object?)item.Value)));
        foreach (var occurrence in activity.Events)
        {
            _heard.Enqueue(occurrence.Name);
            HearAll(occurrence.Tags);
        }
    }

    private void Hear(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        _heard.Enqueue($"{instrument.Meter.Name} {instrument.Name}");
        HearAll(tags.ToArray());
    }

    private void HearAll(IEnumerable<KeyValuePair<string, object?>> tags)
    {
        foreach (var (name, value) in tags)
        {
            _heard.Enqueue($"{name}={value}");
        }
    }
}
