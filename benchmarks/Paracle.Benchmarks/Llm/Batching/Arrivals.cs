using Paracle.Benchmarks.Load;

namespace Paracle.Benchmarks.Llm.Batching;

/// <summary>Calls that come at random moments of a steady rate, whether or not those before are answered. The same seed gives the same moments.</summary>
internal sealed class Arrivals(double perSecond, TimeSpan duration, TimeProvider timeProvider)
{
    private const int Seed = 6;

    /// <summary>Makes the calls, and tells how long each took from the moment it was due.</summary>
    public async Task<Latencies> RunAsync(Func<int, Task> callAsync)
    {
        var random = new Random(Seed);
        var latencies = new Latencies();
        var calls = new List<Task>();
        var start = timeProvider.GetTimestamp();
        for (var due = Gap(random); due < duration; due += Gap(random))
        {
            var wait = due - timeProvider.GetElapsedTime(start);
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, timeProvider);
            }

            calls.Add(MeasureAsync(callAsync(calls.Count), start, due, latencies));
        }

        await Task.WhenAll(calls);
        return latencies;
    }

    private TimeSpan Gap(Random random) => TimeSpan.FromSeconds(-Math.Log(1 - random.NextDouble()) / perSecond);

    private async Task MeasureAsync(Task call, long start, TimeSpan due, Latencies latencies)
    {
        await call;
        latencies.Record(timeProvider.GetElapsedTime(start) - due);
    }
}
