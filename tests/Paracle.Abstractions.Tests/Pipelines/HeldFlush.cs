using System.Threading.Channels;
using Paracle.Testing;

namespace Paracle.Abstractions.Tests.Pipelines;

/// <summary>A flush that a test holds: each batch waits until the test says how it ends.</summary>
internal sealed class HeldFlush
{
    private readonly Channel<HeldBatch> _begun = Channel.CreateUnbounded<HeldBatch>();
    private int _count;

    /// <summary>How many flushes have begun.</summary>
    public int Count => Volatile.Read(ref _count);

    public async Task FlushAsync(Batch<int, string> batch, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _count);
        var held = new HeldBatch(batch, cancellationToken);
        _begun.Writer.TryWrite(held);
        await held.Ended.Task;
    }

    public async Task<HeldBatch> NextAsync() =>
        await _begun.Reader.ReadAsync(CancellationToken.None).AsTask().WaitAsync(Waiting.Limit, CancellationToken.None);
}
