using Microsoft.Extensions.AI;
using Paracle.Benchmarks.Llm.Peers;
using Paracle.Benchmarks.Results;

namespace Paracle.Benchmarks.Llm;

/// <summary>How often the model is asked: by a thousand at once who ask the same, and for one call that it refuses.</summary>
internal sealed class SharedCallCase(BenchmarkSession session)
{
    private const int Callers = 1_000;
    private static readonly TimeSpan Answering = TimeSpan.FromMilliseconds(100);

    private readonly Prompts _prompts = new(4_096);

    public async Task MeasureIdenticalAsync()
    {
        BenchmarkSession.Say("Identical calls at once ...");
        using var theirs = StubVendor.Whole(Answering);
        using var ours = StubVendor.Whole(Answering);
        await using var whole = LlmHost.Whole(ours);
        var table = new MarkdownTable("client", "calls at once", "calls to the model", "ms until all are answered");
        await AskAllAsync(table, "Microsoft.Extensions.AI's caching client", Clients.Caching(Clients.Vendor(theirs)), theirs);
        await AskAllAsync(table, "whole pipeline", whole.Client, ours);
        session.Keep("Identical calls of a model that takes 100 ms", table);
        session.Judge(Gate.AtMost("llm.identical.calls", ours.Calls, 1));
    }

    public async Task MeasureAttemptsAsync()
    {
        using var stub = StubVendor.Overloaded();
        await using var whole = LlmHost.Whole(stub);
        try
        {
            await Clients.AskAsync(whole.Client, _prompts.Fresh(), _prompts.Cacheable);
        }
        catch (ProviderException)
        {
            session.Judge(Gate.AtMost("llm.attempts", stub.Calls, new ProviderHttpOptions().MaxAttempts));
        }
    }

    private async Task AskAllAsync(MarkdownTable table, string name, IChatClient client, StubVendor vendor)
    {
        var start = session.TimeProvider.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(() => Clients.AskAsync(client, _prompts.Same(), _prompts.Cacheable).AsTask())));
        table.Add(name, $"{Callers:N0}", $"{vendor.Calls:N0}", $"{session.TimeProvider.GetElapsedTime(start).TotalMilliseconds:N0}");
    }
}
