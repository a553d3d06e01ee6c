using Microsoft.Extensions.AI;
using Paracle.Benchmarks.Llm.Peers;
using Paracle.Benchmarks.Load;
using Paracle.Benchmarks.Pipelines;
using Paracle.Benchmarks.Results;

namespace Paracle.Benchmarks.Llm.Batching;

/// <summary>What batching saves and adds at several rates, for a lone caller, and what an item costs.</summary>
internal sealed class BatchingCase(BenchmarkSession session)
{
    private const int PrefixTokens = 1_000;
    private const int ItemTokens = 50;
    private const int CharactersPerToken = 4;
    private const int FullLoad = 2_000;
    private const int Crowd = 1_024;
    private static readonly TimeSpan Answering = TimeSpan.FromMilliseconds(50);
    private static readonly (int PerSecond, int Quick, int Full)[] Rates = [(2, 8, 30), (20, 5, 15), (200, 3, 10), (FullLoad, 3, 10)];

    private readonly string _prefix = Prompts.Text(PrefixTokens * CharactersPerToken);
    private readonly string _item = Prompts.Text((ItemTokens * CharactersPerToken) - 8);
    private readonly ChatOptions _options = new ChatOptions { MaxOutputTokens = 64 }.WithParacle(new LlmCallContext { Tenant = TenantId.Default, AllowBatching = true });

    public async Task MeasureAsync()
    {
        await using var host = LlmHost.WithoutProvider();
        await MeasureRatesAsync(host);
        await MeasureIdleAsync(host);
        await MeasureCostAsync(host);
    }

    private async Task MeasureRatesAsync(LlmHost host)
    {
        BenchmarkSession.Say("Prompt batching at several rates ...");
        var table = new MarkdownTable("items/s", "items", "calls", "items a call", "input tokens saved", "unbatched p50 ms", "p95 ms", "p50 added ms", "p95 added ms");
        await RunAsync(host, new Arrivals(perSecond: 200, TimeSpan.FromSeconds(1), session.TimeProvider)); // the lower rates have too few items to warm up by
        foreach (var (perSecond, quick, full) in Rates)
        {
            var arrivals = new Arrivals(perSecond, TimeSpan.FromSeconds(session.IsQuick ? quick : full), session.TimeProvider);
            var (alone, unbatched, shared, batched) = await RunAsync(host, arrivals);
            var (calls, tokens) = ((double)alone.Calls / shared.Calls, (double)shared.InputTokens / alone.InputTokens);
            table.Add(
                $"{perSecond:N0}", $"{alone.Calls:N0}", $"{shared.Calls:N0}", $"{calls:0.0}", $"{1 - tokens:P0}",
                $"{unbatched.Milliseconds(50):N1}", $"{unbatched.Milliseconds(95):N1}",
                $"{batched.Milliseconds(50) - unbatched.Milliseconds(50):N1}", $"{batched.Milliseconds(95) - unbatched.Milliseconds(95):N1}");
            if (perSecond == FullLoad)
            {
                session.Judge(Gate.AtLeast("llm.batching.items-a-call", calls, 5));
                session.Judge(Gate.AtMost("llm.batching.input-tokens", tokens, 0.25));
            }
        }

        session.Keep($"Prompts of {ItemTokens} tokens after a prefix of {PrefixTokens:N0}, to a model that takes 50 ms for any answer", table);
    }

    private async Task<(BatchModel Alone, Latencies Unbatched, BatchModel Shared, Latencies Batched)> RunAsync(LlmHost host, Arrivals arrivals)
    {
        var (alone, shared) = (new BatchModel(Answering, session.TimeProvider), new BatchModel(Answering, session.TimeProvider));
        using var batching = host.Around(shared, static builder => builder.UsePromptBatching());
        var unbatched = await arrivals.RunAsync(item => AskAsync(alone, item));
        return (alone, unbatched, shared, await arrivals.RunAsync(item => AskAsync(batching, item)));
    }

    private async Task MeasureIdleAsync(LlmHost host)
    {
        BenchmarkSession.Say("A lone caller of a lane ...");
        using var model = new BatchModel(Answering, session.TimeProvider);
        using var batching = host.Around(model, static builder => builder.UsePromptBatching());
        var loop = new ClosedLoop(1, TimeSpan.FromSeconds(session.IsQuick ? 1 : 3), session.TimeProvider);
        var both = await loop.CompareAsync(
            session.IsQuick ? 3 : 5,
            new Peer("directly", async () => await AskAsync(model, 0)),
            new Peer("through its lane", async () => await AskAsync(batching, 0)));
        var table = new MarkdownTable("lone caller, model of 50 ms", "p50 ms", "p95 ms");
        table.Add("directly", $"{both[0].P50 / 1_000:N2}", $"{both[0].P95 / 1_000:N2}");
        table.Add("through its lane", $"{both[1].P50 / 1_000:N2}", $"{both[1].P95 / 1_000:N2}");
        session.Keep("An idle lane", table);
        session.Judge(Gate.AtMost("llm.batching.idle", both[1].P50 / both[0].P50, 1.02));
    }

    private async Task MeasureCostAsync(LlmHost host)
    {
        BenchmarkSession.Say("The cost of an item ...");
        var (bare, lane) = (new BareChannel(), new EchoLane());
        using var model = new BatchModel(TimeSpan.Zero, session.TimeProvider);
        using var batching = host.Around(model, static builder => builder.UsePromptBatching());
        var loop = new ClosedLoop(Crowd, TimeSpan.FromMilliseconds(session.IsQuick ? 300 : 1_000), session.TimeProvider);
        Peer[] peers =
        [
            new("bare channel", async () => await bare.EnqueueAsync(1)),
            new("lane", async () => await lane.SendAsync(new EchoItem(1), CancellationToken.None)),
            new("whole call, with the model's own work on its JSON", async () => await AskAsync(batching, 0)),
        ];
        var figures = await loop.CompareAsync(session.IsQuick ? 3 : 7, peers);
        await lane.StopAsync(session.Cancelled);
        var table = new MarkdownTable("through", "µs an item", "B an item", "to the bare channel");
        foreach (var (peer, figure) in peers.Zip(figures))
        {
            table.Add(peer.Name, $"{figure.Cost:N2}", $"{figure.BytesPerOperation:N0}", $"{figure.Cost / figures[0].Cost:0.00}");
        }

        session.Keep($"The cost of an item, {Crowd:N0} callers", table);
        session.Judge(Gate.AtMost("llm.batching.item", figures[1].Cost / figures[0].Cost, 3));
    }

    private Task<ChatResponse> AskAsync(IChatClient client, int item) =>
        client.GetResponseAsync([new(ChatRole.System, _prefix), new(ChatRole.User, $"{item,7} {_item}")], _options);
}
