using System.Diagnostics.Metrics;

namespace Paracle.AspNetCore.Internal.Streams;

/// <summary>What ASP.NET Core's own request metrics do not tell of event streams.</summary>
internal sealed class StreamTelemetry
{
    private readonly UpDownCounter<long> _open;
    private readonly Counter<long> _cut;

    public StreamTelemetry(IMeterFactory meters)
    {
        var meter = meters.Create(TelemetryNames.AspNetCore);
        _open = meter.CreateUpDownCounter<long>(TelemetryNames.OpenStreams, "{stream}", "Event streams that are open.");
        _cut = meter.CreateCounter<long>(TelemetryNames.CutStreams, "{stream}", "Event streams cut because their reader was too slow.");
    }

    /// <summary>Counts a stream as open until the return value is disposed of.</summary>
    public OpenStream StreamOpened()
    {
        _open.Add(1);
        return new OpenStream(_open);
    }

    public void StreamCut() => _cut.Add(1);

    public readonly struct OpenStream(UpDownCounter<long> open) : IDisposable
    {
        public void Dispose() => open.Add(-1);
    }
}
