using System.Collections.Concurrent;

namespace Paracle.Cache.Tests.WriteBehind;

/// <summary>A source in memory. A test may put something before its writes, and sees every call.</summary>
internal sealed class RecordingSink : IWriteBehindSink<CacheSample>
{
    private readonly ConcurrentQueue<WriteBehindBatch<CacheSample>> _batches = [];

    /// <summary>Runs before each write; what it throws, the sink throws.</summary>
    public Func<WriteBehindBatch<CacheSample>, CancellationToken, Task> Before { get; set; } = static (_, _) => Task.CompletedTask;

    /// <summary>What the source has.</summary>
    public ConcurrentDictionary<string, CacheSample> Rows { get; } = new(StringComparer.Ordinal);

    /// <summary>The batches that took effect.</summary>
    public IReadOnlyList<WriteBehindBatch<CacheSample>> Batches => [.. _batches];

    /// <summary>The items of all batches that took effect.</summary>
    public IEnumerable<WriteBehindItem<CacheSample>> Items => _batches.SelectMany(batch => batch.Items);

    public async Task WriteAsync(WriteBehindBatch<CacheSample> batch, CancellationToken cancellationToken)
    {
        await Before(batch, cancellationToken);
        foreach (var item in batch.Items)
        {
            Apply(item);
        }

        _batches.Enqueue(batch);
    }

    public void Apply(WriteBehindItem<CacheSample> item)
    {
        if (item.IsRemoval)
        {
            Rows.TryRemove(item.Key, out _);
        }
        else
        {
            Rows[item.Key] = item.Value!;
        }
    }
}
