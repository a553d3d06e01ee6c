using Paracle.Benchmarks.Llm.Peers;
using Paracle.Benchmarks.Load;
using Paracle.Benchmarks.Results;

namespace Paracle.Benchmarks.Llm;

/// <summary>What a call costs whose answer is known.</summary>
internal sealed class HitCase(BenchmarkSession session, LlmLoop loop)
{
    public async Task MeasureAsync()
    {
        BenchmarkSession.Say("Hits of the response cache ...");
        var table = new MarkdownTable("prompt", "client", "µs a hit", "p99 µs", "B a hit");
        foreach (var (name, characters) in new[] { ("4 KB", 4_096), ("100 KB", 102_400) })
        {
            using var stub = StubVendor.Whole();
            await using var alone = LlmHost.WithoutProvider();
            await using var whole = LlmHost.Whole(stub);
            var (prompts, vendor) = (new Prompts(characters), Clients.Vendor(stub));
            var (caching, cache, pipeline) = (Clients.Caching(vendor), alone.Around(vendor, static builder => builder.UseResponseCache()), whole.Client);
            Peer[] peers =
            [
                new("Microsoft.Extensions.AI's caching client", () => Clients.AskAsync(caching, prompts.Same(), prompts.Cacheable)),
                new("response cache", () => Clients.AskAsync(cache, prompts.Same(), prompts.Cacheable)),
                new("whole pipeline", () => Clients.AskAsync(pipeline, prompts.Same(), prompts.Cacheable)),
            ];
            var figures = await loop.CompareAsync(peers);
            if (stub.Calls != peers.Length)
            {
                throw new InvalidOperationException($"The model was asked {stub.Calls} times by {peers.Length} clients that should have known the answer after the first.");
            }

            foreach (var (peer, figure) in peers.Zip(figures))
            {
                table.Add(name, peer.Name, $"{figure.Cost:N1}", $"{figure.P99:N1}", $"{figure.BytesPerOperation:N0}");
            }

            session.Judge(Gate.AtMost($"llm.hit.{characters / 1_024}k", figures[1].Cost / figures[0].Cost, 0.4));
        }

        session.Keep("A call whose answer is stored, in this host's memory", table);
    }
}
