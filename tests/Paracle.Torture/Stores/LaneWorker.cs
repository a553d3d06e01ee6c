namespace Paracle.Torture.Stores;

/// <summary>Leases lane after lane, gives what is due to the sink and completes it. Now and then it hangs beyond its lease, or puts an item off.</summary>
internal sealed class LaneWorker(IDurableQueue queue, string owner, EffectSink sink, HostCalls calls, HostReport report, Random random)
{
    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private const int MaxItems = 50;
    private const int HangPerMille = 5;
    private const int RetryPerMille = 20;

    public async Task RunAsync(CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            var (_, lane) = await calls.TryAsync(() => queue.LeaseLaneAsync(MessageProducer.Queue, owner, Hold, end));
            if (lane is null)
            {
                await Task.Delay(Pause, TimeProvider.System, end);
                continue;
            }

            try
            {
                await calls.TryAsync(async () =>
                {
                    await WorkOffAsync(lane, end);
                    await queue.ReleaseAsync(lane, end);
                    return true;
                });
            }
            catch (LeaseLostException)
            {
                report.Say(HostWord.Count, "leases.lost");
            }
        }
    }

    private async Task WorkOffAsync(QueueLane lane, CancellationToken end)
    {
        while (await queue.ReadAsync(lane, MaxItems, end) is { Count: > 0 } items)
        {
            if (random.Next(1000) < HangPerMille)
            {
                await Task.Delay(2 * Hold, TimeProvider.System, end);
                report.Say(HostWord.Count, "injected.hangs");
            }

            if (random.Next(1000) < RetryPerMille)
            {
                await queue.RetryAsync(lane, items[0].Id, Pause, "put off by the torture", end);
                report.Say(HostWord.Count, "injected.retries");
                continue;
            }

            if (await sink.ApplyAsync(lane, items, end) is not { } known)
            {
                report.Say(HostWord.Count, "fenced");
                return;
            }

            for (var i = 0; i < known; i++)
            {
                report.Say(HostWord.Count, "redelivered");
            }

            await queue.CompleteAsync(lane, [.. items.Select(item => item.Id)], end);
        }
    }
}
