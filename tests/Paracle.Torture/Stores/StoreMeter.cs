using Paracle.Testing.Pipelines;

namespace Paracle.Torture.Stores;

/// <summary>Measures how much is acknowledged: on the whole, and while nothing is broken.</summary>
internal sealed class StoreMeter(StoreFaults faults, StormReport report)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private Span _whole;
    private Span _mended;

    /// <summary>Rows a second, outages included.</summary>
    public double Rate => _whole.Rate;

    /// <summary>Rows a second while every host and the server are up. What an outage held up is made up for then.</summary>
    public double MendedRate => _mended.Rate;

    /// <summary>The part of the time in which every host and the server were up.</summary>
    public double MendedPart => _mended.Seconds / _whole.Seconds;

    private long Acknowledged => report["stored"] + report["appended"];

    public async Task MeasureAsync(CancellationToken cancellationToken)
    {
        for (var (at, rows, wasMended) = (TimeProvider.System.GetTimestamp(), Acknowledged, faults.IsMended); !cancellationToken.IsCancellationRequested;)
        {
            await Task.Delay(Pause, TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var (now, count, isMended) = (TimeProvider.System.GetTimestamp(), Acknowledged, faults.IsMended);
            var step = new Span(count - rows, TimeProvider.System.GetElapsedTime(at, now).TotalSeconds);
            _whole += step;
            _mended += wasMended && isMended ? step : default;
            (at, rows, wasMended) = (now, count, isMended);
        }
    }

    private readonly record struct Span(long Rows, double Seconds)
    {
        public double Rate => Seconds > 0 ? Rows / Seconds : 0;

        public static Span operator +(Span left, Span right) => new(left.Rows + right.Rows, left.Seconds + right.Seconds);
    }
}
