using Paracle.Benchmarks.Load;

namespace Paracle.Benchmarks.Queues;

/// <summary>Workers that lease lanes and work them off a batch at a time, until nothing waits.</summary>
internal sealed class JournalWork(OpenJournal store, int batch, TimeProvider timeProvider)
{
    private readonly Latencies _lease = new();
    private readonly Latencies _read = new();
    private readonly Latencies _complete = new();
    private long _done;

    public async Task<JournalWorkFigures> RunAsync(int workers, int items)
    {
        store.NextQueue();
        for (var appended = 0; appended < items; appended += 1000)
        {
            await store.AppendAsync(1000);
        }

        var start = timeProvider.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, workers).Select(worker => Task.Run(() => WorkAsync($"worker-{worker}"))));
        return new JournalWorkFigures(_done / timeProvider.GetElapsedTime(start).TotalSeconds, _lease, _read, _complete);
    }

    private async Task WorkAsync(string owner)
    {
        while (await TimeAsync(_lease, () => store.Queue.LeaseLaneAsync(store.QueueName, owner, TimeSpan.FromMinutes(1), CancellationToken.None)) is { } lane)
        {
            while (await TimeAsync(_read, () => store.Queue.ReadAsync(lane, batch, CancellationToken.None)) is { Count: > 0 } items)
            {
                await TimeAsync(_complete, async () =>
                {
                    await store.Queue.CompleteAsync(lane, [.. items.Select(item => item.Id)], CancellationToken.None);
                    return true;
                });
                Interlocked.Add(ref _done, items.Count);
            }

            await store.Queue.ReleaseAsync(lane, CancellationToken.None);
        }
    }

    private async Task<T> TimeAsync<T>(Latencies latencies, Func<ValueTask<T>> operation)
    {
        var start = timeProvider.GetTimestamp();
        var result = await operation();
        latencies.Record(timeProvider.GetElapsedTime(start));
        return result;
    }
}

/// <summary>How fast it went, and how long each step took.</summary>
internal sealed record JournalWorkFigures(double PerSecond, Latencies Lease, Latencies Read, Latencies Complete);
