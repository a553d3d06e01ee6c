using System.Collections.Concurrent;
using Paracle.Benchmarks.Load;

namespace Paracle.Benchmarks.Http;

/// <summary>What came of the requests of one kind under one load, over all rounds.</summary>
internal sealed class HttpTally
{
    private readonly ConcurrentDictionary<string, long> _errors = new(StringComparer.Ordinal);
    private long _completed;

    /// <summary>From when a request was to be sent to the end of its answer: good answers to requests begun in the window, and for those that
    /// never ended, the time they had waited.</summary>
    public Latencies Latencies { get; } = new();

    /// <summary>The same, to the first text of a stream.</summary>
    public Latencies FirstTexts { get; } = new();

    /// <summary>Good answers that ended in the window, whenever they began.</summary>
    public long Completed => Interlocked.Read(ref _completed);

    public TimeSpan Window { get; private set; }

    public double PerSecond => Completed / Window.TotalSeconds;

    public long Errors => _errors.Values.Sum();

    public string ErrorText => Errors == 0
        ? "0"
        : $"{Errors:N0} ({string.Join(", ", _errors.OrderByDescending(error => error.Value).Select(error => $"{error.Key}: {error.Value:N0}"))})";

    public void CountCompleted() => Interlocked.Increment(ref _completed);

    public void CountError(string kind) => _errors.AddOrUpdate(kind, 1, (_, count) => count + 1);

    public void AddWindow(TimeSpan window) => Window += window;
}
