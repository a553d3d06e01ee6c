using Paracle.Benchmarks.Llm.Batching;
using Paracle.Benchmarks.Servers;

namespace Paracle.Benchmarks.Llm;

internal sealed class LlmArea : IBenchmarkArea
{
    private const string ModelServer = "Paracle.ModelServer";

    public string Name => "llm";

    public string Question => "What do the LLM layer's middleware, alone and all together, add to a vendor's client, and what do they save?";

    public async Task RunAsync(BenchmarkSession session)
    {
        session.Remark("One caller unless a table says otherwise. The stub reads the request and answers from memory; limits and budgets count in memory and never bind; somebody listens to the metrics.");
        session.Remark("A merged answer also takes longer where a model's tokens take time: in the batching tables any answer takes 50 ms, so what is added is the wait for company.");
        await using var model = await HostProcess.StartAsync(ModelServer, ["--tokens", "100"], [], session.Cancelled);
        var endpoint = new Uri(model.Address, "v1");
        var loop = new LlmLoop(session);
        var call = new CallCase(session, loop);
        await call.MeasureOverStubAsync();
        await call.MeasureOverLoopbackAsync(endpoint);
        await new HitCase(session, loop).MeasureAsync();
        await new StreamCase(session, loop).MeasureAsync(endpoint);
        var shared = new SharedCallCase(session);
        await shared.MeasureIdenticalAsync();
        await shared.MeasureAttemptsAsync();
        await new BatchingCase(session).MeasureAsync();
        session.Save();
    }
}
