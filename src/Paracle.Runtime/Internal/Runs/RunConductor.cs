using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Paracle.Runtime.Internal.Runs;

/// <summary>Takes one run from its request to its stored end. Both ways of running an agent come through here.</summary>
internal sealed class RunConductor(
    RunPlanner planner,
    RunLoop loop,
    ExecutionRecorder recorder,
    RunRegistry registry,
    HostIdentity host,
    RuntimeTelemetry telemetry,
    TimeProvider timeProvider,
    ILogger<RunConductor> logger)
{
    /// <summary>Runs to the end. Raises errors from before the run began and of an end that could not be stored; all else is in the outcome.</summary>
    public async Task<RunOutcome> RunToEndAsync(ActiveRun run, IModelCall model, ChannelWriter<AgentEvent>? events)
    {
        try
        {
            var plan = await PlanAsync(run).ConfigureAwait(false);
            return await ExecuteAsync(plan, run, model, new RunEvents(events)).ConfigureAwait(false);
        }
        finally
        {
            registry.Leave(run);
            events?.TryComplete();
        }
    }

    private async Task<RunPlan> PlanAsync(ActiveRun run)
    {
        RunPlan plan;
        try
        {
            plan = await planner.PlanAsync(run).ConfigureAwait(false);
        }
        catch when (run.StopCause != RunStop.None)
        {
            throw RunFailure.BeforeBegin(run);
        }

        return run.StopCause == RunStop.None ? plan : throw RunFailure.BeforeBegin(run);
    }

    private async Task<RunOutcome> ExecuteAsync(RunPlan plan, ActiveRun run, IModelCall model, RunEvents events)
    {
        using var activity = telemetry.StartRun(run.Id, plan.Spec.Name);
        var begun = timeProvider.GetTimestamp();
        var pending = Execution.Begin(run.Id, run.Request.Caller, ExecutionKind.Agent, plan.Spec.Name, run.Request.Task);
        var execution = pending.MoveTo(ExecutionState.Running, timeProvider.GetUtcNow()) with { Host = host.Name };
        var tally = new RunTally();
        string? answer = null;
        RunFailure? failure = null;
        var hasBegun = false;
        try
        {
            await recorder.BeginAsync(execution, run.Token).ConfigureAwait(false);
            hasBegun = true;
            await events.EmitAsync(new AgentEvent.Started(run.Id), run.Token).ConfigureAwait(false);
            answer = await loop.RunAsync(plan, run, model, tally, events).ConfigureAwait(false);
        }

        // A store that refuses the first write has stored nothing: the run did not begin. One that is away may have stored it.
        catch (Exception exception) when (hasBegun || exception is not ParacleException || exception is UnavailableException)
        {
            failure = RunFailure.Of(run, exception);
            if (failure.IsUnforeseen)
            {
                Log.UnforeseenError(logger, run.Id, exception.GetType().Name, exception.StackTrace);
            }
        }

        var now = timeProvider.GetUtcNow();
        var ended = failure?.End(execution, now) ?? execution.MoveTo(ExecutionState.Succeeded, now) with { Output = answer };
        ended = ended with { Usage = tally.Usage };
        var stored = await recorder.EndAsync(ended).ConfigureAwait(false);
        telemetry.RunEnded(stored, timeProvider.GetElapsedTime(begun), activity);
        return OutcomeOf(run, ended, stored, failure, tally);
    }

    private static RunOutcome OutcomeOf(ActiveRun run, Execution ended, Execution stored, RunFailure? failure, RunTally tally)
    {
        if (stored.State != ended.State)
        {
            return new RunOutcome(stored, null, EndedElsewhere(run, stored.State));
        }

        if (failure is not null)
        {
            return new RunOutcome(stored, null, failure.Error);
        }

        var result = new AgentRunResult
        {
            ExecutionId = run.Id,
            Text = ended.Output!,
            Usage = tally.Usage,
            Steps = tally.Steps,
            CachedSteps = tally.CachedSteps,
            Saved = tally.Saved,
            SavedCost = tally.SavedCost,
            ToolCalls = tally.ToolCalls,
        };
        return new RunOutcome(stored, result, null);
    }

    // What is stored stands, and what this run found out is discarded.
    private static Exception EndedElsewhere(ActiveRun run, ExecutionState state) => state == ExecutionState.Cancelled
        ? RunFailure.Cancelled(run.Id, run.CallerToken).Error
        : new ConflictException($"Execution {run.Id} was ended elsewhere as {state}; this host's result is discarded.") { ExecutionId = run.Id };
}
