using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Paracle.Abstractions.Tests.Pipelines;

public sealed class BatchGathererTests
{
    [Fact]
    public async Task Gather_HeavyItemComesBetweenLookAndRead_StaysForTheNextBatch()
    {
        var channel = Channel.CreateUnbounded<BatchEntry<int, string>>();
        channel.Writer.TryWrite(new BatchEntry<int, string>(1, weight: 6, BatchEntry<int, string>.NoDeadline, enqueuedAt: 0));
        var late = new BatchEntry<int, string>(2, weight: 6, BatchEntry<int, string>.NoDeadline, enqueuedAt: 0);
        var reader = new LateReader(channel, late);
        var gatherer = new BatchGatherer<int, string>(reader, new() { MaxBatchWeight = 10 }, TimeProvider.System, instruments: null);
        (await gatherer.GatherAsync())!.Weight.ShouldBe(6);
        (await gatherer.GatherAsync())![0].ShouldBe(2);
    }

    /// <summary>An item arrives just after a look has found the channel empty.</summary>
    private sealed class LateReader(Channel<BatchEntry<int, string>> channel, BatchEntry<int, string> late) : ChannelReader<BatchEntry<int, string>>
    {
        public override bool TryPeek([MaybeNullWhen(false)] out BatchEntry<int, string> item)
        {
            var isThere = channel.Reader.TryPeek(out item);
            if (!isThere)
            {
                channel.Writer.TryWrite(late);
            }

            return isThere;
        }

        public override bool TryRead([MaybeNullWhen(false)] out BatchEntry<int, string> item) => channel.Reader.TryRead(out item);

        public override ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default) => channel.Reader.WaitToReadAsync(cancellationToken);
    }
}
