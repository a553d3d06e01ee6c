namespace Paracle.Benchmarks.Load;

/// <summary>N callers, each with one operation under way at any time, for a bounded time.</summary>
/// <param name="callers">How many.</param>
/// <param name="duration">How long.</param>
/// <param name="timeProvider">The clock.</param>
/// <param name="serverTime">The processor time that the server has taken so far, or null where there is none.</param>
internal sealed class ClosedLoop(int callers, TimeSpan duration, TimeProvider timeProvider, Func<TimeSpan>? serverTime = null)
{
    /// <inheritdoc cref="Turns.CompareAsync"/>
    public Task<LoadFigures[]> CompareAsync(int rounds, params Peer[] peers) =>
        Turns.CompareAsync(rounds, [.. peers.Select<Peer, Func<Task<LoadFigures>>>(peer => () => RunAsync(peer))]);

    public async Task<LoadFigures> RunAsync(Peer peer)
    {
        GC.Collect();
        var latencies = new Latencies();
        var isOver = new Flag();
        var (client, server) = Times();
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        var start = timeProvider.GetTimestamp();
        var loops = Enumerable.Range(0, callers).Select(_ => Task.Run(() => LoopAsync(peer, latencies, isOver))).ToArray();
        await Task.Delay(duration, timeProvider);
        isOver.Value = true;
        await Task.WhenAll(loops);
        var elapsed = timeProvider.GetElapsedTime(start);
        bytes = GC.GetTotalAllocatedBytes(precise: true) - bytes;
        var (clientEnd, serverEnd) = Times();
        return new LoadFigures(
            latencies.Count / elapsed.TotalSeconds,
            latencies.Microseconds(50),
            latencies.Microseconds(95),
            latencies.Microseconds(99),
            bytes / (double)latencies.Count)
        {
            ClientTime = (clientEnd - client).TotalMicroseconds / latencies.Count,
            ServerTime = serverTime is null ? double.NaN : (serverEnd - server).TotalMicroseconds / latencies.Count,
        };
    }

    private (TimeSpan Client, TimeSpan Server) Times() => (Environment.CpuUsage.TotalTime, serverTime?.Invoke() ?? TimeSpan.Zero);

    private async Task LoopAsync(Peer peer, Latencies latencies, Flag isOver)
    {
        while (!isOver.Value)
        {
            var start = timeProvider.GetTimestamp();
            await peer.OperateAsync();
            latencies.Record(timeProvider.GetElapsedTime(start));
        }
    }

    private sealed class Flag
    {
        public volatile bool Value;
    }
}
