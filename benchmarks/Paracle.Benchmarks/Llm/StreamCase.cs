using Microsoft.Extensions.AI;
using Paracle.Benchmarks.Llm.Peers;
using Paracle.Benchmarks.Load;
using Paracle.Benchmarks.Results;

namespace Paracle.Benchmarks.Llm;

/// <summary>What a stream of 100 chunks costs beside the vendor's client alone, stored and not.</summary>
internal sealed class StreamCase(BenchmarkSession session, LlmLoop loop)
{
    private readonly Prompts _prompts = new(4_096);

    public async Task MeasureAsync(Uri server)
    {
        BenchmarkSession.Say("Streams of 100 chunks ...");
        using var stub = StubVendor.Streaming();
        var table = new MarkdownTable("transport", "client", "µs a stream", "p99 µs", "B a stream", "to the vendor's alone");
        var stored = await CompareAsync(table, "stub", stub, Clients.Nowhere);
        session.Judge(Gate.AtMost("llm.stream.stored", stored[3].Cost / stored[0].Cost, 1.15));
        session.Judge(Gate.AtMost("llm.stream.passed-on", stored[4].Cost / stored[0].Cost, 1.15));
        await CompareAsync(table, "loopback", handler: null, server);
        session.Keep($"Streams of {StubVendor.Chunks} chunks", table);
    }

    private async Task<LoadFigures[]> CompareAsync(MarkdownTable table, string transport, HttpMessageHandler? handler, Uri endpoint)
    {
        using var sockets = new SocketsHttpHandler();
        await using var whole = LlmHost.Whole(handler, endpoint);
        var vendor = Clients.Vendor(handler ?? sockets, endpoint);
        Peer[] peers =
        [
            Stream("vendor's client alone", vendor, _prompts.Cacheable),
            Stream("with Microsoft.Extensions.AI's telemetry", Clients.Told(vendor), _prompts.Cacheable),
            Stream("Microsoft.Extensions.AI's caching client, storing it", Clients.Caching(vendor), _prompts.Cacheable),
            Stream("whole pipeline, storing it", whole.Client, _prompts.Cacheable),
            Stream("whole pipeline, passing it on", whole.Client, _prompts.Uncacheable),
        ];
        var figures = await loop.CompareAsync(peers);
        foreach (var (peer, figure) in peers.Zip(figures))
        {
            table.Add(
                transport, peer.Name, $"{figure.Cost:N1}", $"{figure.P99:N1}", $"{figure.BytesPerOperation:N0}", $"{figure.Cost / figures[0].Cost:0.00}");
        }

        return figures;
    }

    private Peer Stream(string name, IChatClient client, ChatOptions options) => new(name, () => Clients.StreamAsync(client, _prompts.Fresh(), options));
}
