using Paracle.Benchmarks.Http;

namespace Paracle.Benchmarks.Servers;

/// <summary>One kind of request under one load, and what came of it in all rounds.</summary>
/// <param name="Load">The load.</param>
/// <param name="Kind">The kind of request.</param>
/// <param name="Workload">The requests.</param>
/// <param name="Host">Who answers them.</param>
internal sealed record Cell(HttpLoad Load, RequestKind Kind, HttpWorkload Workload, HostProcess Host)
{
    public HttpTally Tally { get; } = new();

    public Expense Expense { get; private set; }

    /// <summary>What the host held when the last window closed, in MiB.</summary>
    public double Memory { get; private set; }

    public async Task RunAsync(WholeSystem system, LoadPhases phases, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        Expense? opened = null;
        await new HttpRound(Workload, Load, phases, Tally, timeProvider).RunAsync(AtEdge, cancellationToken);

        void AtEdge()
        {
            var spent = system.Spent();
            Expense += opened is { } before ? spent - before : default;
            opened = spent;
            Memory = ProcFile.Mebibytes(Host.Id, "VmRSS");
        }
    }

    public override string ToString() => $"{Kind} at {Load}: {Tally.PerSecond:N0} a second, p50 {Tally.Latencies.Milliseconds(50):N1} ms, "
        + $"p95 {Tally.Latencies.Milliseconds(95):N1} ms, p99 {Tally.Latencies.Milliseconds(99):N1} ms, errors {Tally.ErrorText}";
}
