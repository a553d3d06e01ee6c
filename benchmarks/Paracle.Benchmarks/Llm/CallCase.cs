using Microsoft.Extensions.AI;
using Paracle.Benchmarks.Llm.Peers;
using Paracle.Benchmarks.Load;
using Paracle.Benchmarks.Results;

namespace Paracle.Benchmarks.Llm;

/// <summary>What a call costs that nobody can answer but the model: each middleware alone and all of them, beside the vendor's client alone.</summary>
internal sealed class CallCase(BenchmarkSession session, LlmLoop loop)
{
    private readonly Prompts _prompts = new(4_096);

    public async Task MeasureOverStubAsync()
    {
        BenchmarkSession.Say("A call over a stub transport ...");
        using var stub = StubVendor.Whole();
        await using var alone = LlmHost.WithoutProvider();
        await using var transport = LlmHost.WithTransport(stub);
        await using var whole = LlmHost.Whole(stub);
        IChatClient Around(Func<ChatClientBuilder, ChatClientBuilder> use) => alone.Around(Clients.Vendor(stub), use);
        Peer[] peers =
        [
            Ask("vendor's client alone", Clients.Vendor(stub)),
            Ask("Microsoft.Extensions.AI's caching client", Clients.Caching(Clients.Vendor(stub))),
            Ask("Microsoft.Extensions.AI's telemetry", Clients.Told(Clients.Vendor(stub))),
            Ask("response cache", Around(static builder => builder.UseResponseCache())),
            Ask("coalescing", Around(static builder => builder.UseCoalescing())),
            Ask("prompt batching, not opted in", Around(static builder => builder.UsePromptBatching())),
            Ask("budgets", Around(static builder => builder.UseBudgets(LlmHost.Budgets))),
            Ask("rate limits", Around(static builder => builder.UseTokenRateLimit(LlmHost.Limits))),
            Ask("transport, errors and telemetry", transport.Client),
            Ask("whole pipeline", whole.Client),
        ];
        var figures = await loop.CompareAsync(peers);
        session.Keep("A call of 4 KB that misses, over a stub transport (peers in turns, medians over rounds)", Table(peers, figures));
        session.Judge(Gate.AtMost("llm.call.time.added", (figures[^1].Cost / figures[0].Cost) - 1, 1));
        session.Judge(Gate.AtMost("llm.call.bytes.added", (figures[^1].BytesPerOperation / figures[0].BytesPerOperation) - 1, 0.5));
        var plot = new GroupedBars("A call of 4 KB over a stub transport", "µs", [.. peers.Select(peer => peer.Name.Replace(' ', '\n'))]);
        plot.Add("a call", figures.Select(figure => figure.Cost));
        session.Keep(plot, "call");
    }

    public async Task MeasureOverLoopbackAsync(Uri server)
    {
        BenchmarkSession.Say("A call over loopback HTTP ...");
        using var sockets = new SocketsHttpHandler();
        await using var whole = LlmHost.Whole(handler: null, server);
        Peer[] peers =
        [
            Ask("vendor's client alone", Clients.Vendor(sockets, server)),
            Ask("Microsoft.Extensions.AI's caching client", Clients.Caching(Clients.Vendor(sockets, server))),
            Ask("whole pipeline", whole.Client),
        ];
        session.Keep("A call of 4 KB that misses, over loopback HTTP", Table(peers, await loop.CompareAsync(peers)));
    }

    private static MarkdownTable Table(Peer[] peers, LoadFigures[] figures)
    {
        var table = new MarkdownTable("client", "µs a call", "p50 µs", "p99 µs", "B a call", "time added", "bytes added");
        foreach (var (peer, figure) in peers.Zip(figures))
        {
            table.Add(
                peer.Name, $"{figure.Cost:N1}", $"{figure.P50:N1}", $"{figure.P99:N1}", $"{figure.BytesPerOperation:N0}",
                $"{(figure.Cost / figures[0].Cost) - 1:P0}", $"{(figure.BytesPerOperation / figures[0].BytesPerOperation) - 1:P0}");
        }

        return table;
    }

    private Peer Ask(string name, IChatClient client) => new(name, () => Clients.AskAsync(client, _prompts.Fresh(), _prompts.Cacheable));
}
