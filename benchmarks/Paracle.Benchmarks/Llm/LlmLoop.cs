using Paracle.Benchmarks.Load;

namespace Paracle.Benchmarks.Llm;

/// <summary>One caller after the other in a closed loop, the clients in turns.</summary>
internal sealed class LlmLoop(BenchmarkSession session)
{
    private readonly ClosedLoop _loop = new(1, TimeSpan.FromMilliseconds(session.IsQuick ? 250 : 1_000), session.TimeProvider);

    public Task<LoadFigures[]> CompareAsync(params Peer[] peers) => _loop.CompareAsync(session.IsQuick ? 5 : 7, peers);
}
