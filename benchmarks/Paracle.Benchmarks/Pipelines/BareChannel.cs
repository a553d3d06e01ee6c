using System.Threading.Channels;

namespace Paracle.Benchmarks.Pipelines;

/// <summary>The peer: the least that hands an item from many callers to one reader and its answer back, without batches, cancellation or promises.</summary>
internal sealed class BareChannel
{
    private readonly Channel<(int Item, TaskCompletionSource<int> Answer)> _channel =
        Channel.CreateBounded<(int, TaskCompletionSource<int>)>(new BoundedChannelOptions(10_000) { SingleReader = true });

    public BareChannel() => _ = Task.Run(ReadAsync);

    public ValueTask<int> EnqueueAsync(int item)
    {
        var answer = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        return _channel.Writer.TryWrite((item, answer)) ? new(answer.Task) : WaitForRoomAsync(item, answer);
    }

    private async ValueTask<int> WaitForRoomAsync(int item, TaskCompletionSource<int> answer)
    {
        await _channel.Writer.WriteAsync((item, answer));
        return await answer.Task;
    }

    private async Task ReadAsync()
    {
        while (await _channel.Reader.WaitToReadAsync())
        {
            while (_channel.Reader.TryRead(out var entry))
            {
                entry.Answer.SetResult(entry.Item);
            }
        }
    }
}
