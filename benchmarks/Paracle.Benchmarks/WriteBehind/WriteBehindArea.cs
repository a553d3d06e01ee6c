using Paracle.Benchmarks.Load;
using Paracle.Benchmarks.Results;
using Paracle.Benchmarks.Servers;

namespace Paracle.Benchmarks.WriteBehind;

internal sealed class WriteBehindArea : IBenchmarkArea
{
    private static readonly int[] Crowds = [1, 64, 1024];

    public string Name => "write-behind";

    public string Question => "How fast are writes taken behind the cache, beside the store's own durable insert, and how fast are they brought to the source?";

    public async Task RunAsync(BenchmarkSession session)
    {
        session.Remark("PostgreSQL and Redis are fresh, of this run alone; `fsync` and `synchronous_commit` are on; servers and callers share the machine.");
        session.Remark("Values of 200 bytes over 1,000 keys in 16 lanes; executions with an input of 200 characters. Each caller awaits its commit; a write is shown by the cache besides.");
        BenchmarkSession.Say("Starting the servers ...");
        await using var services = await Services.StartAsync(session.Cancelled);
        await MeasureWritesAsync(session, services);
        await MeasureDrainAsync(session, services);
        session.Save();
    }

    private static async Task MeasureWritesAsync(BenchmarkSession session, Services services)
    {
        await using var memory = await OpenWriteBehind.StartAsync(services, "memory", options => options.WritesToSource = false);
        await using var redis = await OpenWriteBehind.StartAsync(services, "redis", options => options.WritesToSource = false, isShared: true);
        var table = new MarkdownTable("callers", "operation", "operations/s", "p50 ms", "p99 ms", "B an operation", "client's µs");
        foreach (var callers in Crowds)
        {
            string[] names = ["insert an execution", "append to the journal", "write behind, memory", "write behind, memory and Redis"];
            var figures = await new ClosedLoop(callers, TimeSpan.FromSeconds(session.IsQuick ? 1 : 3), session.TimeProvider).CompareAsync(
                session.IsQuick ? 3 : 5,
                new Peer(names[0], memory.InsertAsync),
                new Peer(names[1], memory.AppendAsync),
                new Peer(names[2], memory.WriteAsync),
                new Peer(names[3], redis.WriteAsync));
            foreach (var (name, figure) in names.Zip(figures))
            {
                table.Add(
                    $"{callers:N0}", name, $"{figure.PerSecond:N0}", $"{figure.P50 / 1000:N2}", $"{figure.P99 / 1000:N2}", $"{figure.BytesPerOperation:N0}", $"{figure.ClientTime:N0}");
            }

            session.Judge(Gate.AtLeast($"cache.write-behind.callers-{callers}", figures[2].PerSecond / figures[0].PerSecond, 0.9));
            session.Judge(Gate.AtLeast($"cache.write-behind.of-append.callers-{callers}", figures[2].PerSecond / figures[1].PerSecond, 0.9));
        }

        session.Keep("Callers in a closed loop (in turns, medians over rounds)", table);
    }

    private static async Task MeasureDrainAsync(BenchmarkSession session, Services services)
    {
        var table = new MarkdownTable("writes in a batch", "lanes at a time", "writes/s brought to the source");
        foreach (var (batch, lanes) in new[] { (100, 1), (100, 4), (1000, 4) })
        {
            var (name, writes) = ($"drain-{batch}-{lanes}", session.IsQuick ? 10_000 : 50_000);
            await using (var filling = await OpenWriteBehind.StartAsync(services, name, options => options.WritesToSource = false, isShared: true))
            {
                await Task.WhenAll(Enumerable.Range(0, writes).Select(_ => filling.WriteAsync().AsTask()));
            }

            await using var draining = await OpenWriteBehind.StartAsync(
                services, name, options => (options.BatchSize, options.MaxLanes, options.FlushInterval) = (batch, lanes, TimeSpan.Zero), isShared: true);
            var took = await draining.Sink.UntilAsync(writes);
            table.Add($"{batch:N0}", $"{lanes}", $"{writes / took.TotalSeconds:N0}");
        }

        session.Keep("Working off what waits, with a sink that takes no time and a cache in Redis that is asked what it shows", table);
    }
}
