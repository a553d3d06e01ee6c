using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Paracle.Runtime.Internal.Runs;

/// <summary>The public port: checks the request, admits the run, and hands its outcome or its events to the caller.</summary>
internal sealed class AgentRuntime(RunConductor conductor, RunCanceller canceller, RunRegistry registry) : IAgentRuntime
{
    // How far a run may be ahead of the reader of its stream.
    private const int MaxEventsAhead = 64;

    private static readonly WholeModelCall Whole = new();
    private static readonly StreamedModelCall Streamed = new();

    public async Task<AgentRunResult> RunAsync(AgentRunRequest request, CancellationToken cancellationToken)
    {
        RunRequestRules.Validate(request);
        var run = registry.Admit(request, cancellationToken);
        var outcome = await conductor.RunToEndAsync(run, Whole, events: null).ConfigureAwait(false);
        return outcome.GetResultOrThrow();
    }

    // The run is a task of its own, not the iterator: it keeps its bound of time and reaches its end even if the reader stops reading.
    public async IAsyncEnumerable<AgentEvent> StreamAsync(AgentRunRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        RunRequestRules.Validate(request);
        var events = Channel.CreateBounded<AgentEvent>(new BoundedChannelOptions(MaxEventsAhead) { SingleReader = true, SingleWriter = true });
        var run = registry.Admit(request, cancellationToken);
        var work = conductor.RunToEndAsync(run, Streamed, events.Writer);
        try
        {
            // Cancellation ends the run, and the run's end is the last event: it must still be read.
            await foreach (var happened in events.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
            {
                yield return happened;
            }

            var outcome = await work.ConfigureAwait(false);
            yield return outcome.ToEvent();
        }
        finally
        {
            run.Stop(RunStop.Cancelled);
            await ((Task)work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public Task<Execution> CancelAsync(Caller caller, ExecutionId id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return canceller.CancelAsync(caller, id, cancellationToken);
    }
}
