using Paracle.Runtime.Internal.Grants;

namespace Paracle.Runtime.Internal.Runs;

/// <summary>Cancels a run on whichever host it is: here by stopping it, elsewhere by writing its end, which its own end then cannot replace.</summary>
internal sealed class RunCanceller(IExecutionStore store, GrantGate grants, RunRegistry registry, TimeProvider timeProvider)
{
    public async Task<Execution> CancelAsync(Caller caller, ExecutionId id, CancellationToken cancellationToken)
    {
        var execution = await FindAsync(caller, id, cancellationToken).ConfigureAwait(false);
        if (execution is not { Kind: ExecutionKind.Agent }
            || !await grants.AllowsAsync(caller, GrantAction.Run, GrantResource.Agent(execution.Target), cancellationToken).ConfigureAwait(false))
        {
            // The same answer for both: who may not run the agent does not learn of its runs.
            throw new NotFoundException($"Tenant '{caller.Tenant}' has no agent run {id} that the caller may cancel.");
        }

        if (registry.Find(id) is { } run)
        {
            run.Stop(RunStop.Cancelled);
            await run.Ended.WaitAsync(cancellationToken).ConfigureAwait(false);
            execution = await FindAsync(caller, id, cancellationToken).ConfigureAwait(false) ?? execution;
        }

        while (!execution.State.IsTerminal())
        {
            var cancelled = RunFailure.Cancelled(id, CancellationToken.None).End(execution, timeProvider.GetUtcNow());
            if (await store.WriteAsync(cancelled, cancellationToken).ConfigureAwait(false) == ExecutionWriteOutcome.Applied)
            {
                return cancelled;
            }

            // It moved on meanwhile; each round sees a higher version, and terminal states are near.
            execution = await FindAsync(caller, id, cancellationToken).ConfigureAwait(false)
                ?? throw new NotFoundException($"Execution {id} was removed while it was cancelled.");
        }

        return execution;
    }

    private ValueTask<Execution?> FindAsync(Caller caller, ExecutionId id, CancellationToken cancellationToken) =>
        store.FindAsync(caller.Tenant, id, cancellationToken);
}
