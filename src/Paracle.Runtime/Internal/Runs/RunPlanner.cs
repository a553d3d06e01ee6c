using Paracle.Runtime.Internal.Agents;
using Paracle.Runtime.Internal.Grants;
using Paracle.Runtime.Internal.Tools;

namespace Paracle.Runtime.Internal.Runs;

/// <summary>Gathers what a run needs: the spec and the caller's grants side by side, then tools and client.</summary>
internal sealed class RunPlanner(AgentSpecs specs, GrantGate grants, ToolCatalog tools, IProviderCatalog providers)
{
    public async Task<RunPlan> PlanAsync(ActiveRun run)
    {
        var (caller, agent) = (run.Request.Caller, run.Request.Agent);
        using var siblings = CancellationTokenSource.CreateLinkedTokenSource(run.Token);
        var allowed = grants.AllowsAsync(caller, GrantAction.Run, GrantResource.Agent(agent), siblings.Token);
        var spec = specs.FindAsync(caller.Tenant, agent, siblings.Token);
        try
        {
            if (!allowed.IsCompleted && await Task.WhenAny(allowed, spec).ConfigureAwait(false) == spec && spec.IsFaulted)
            {
                await spec.ConfigureAwait(false);
            }

            // Before the spec is looked at: who may not run an agent does not learn whether it exists.
            if (!await allowed.ConfigureAwait(false))
            {
                throw new AccessDeniedException(
                    $"Subject '{caller.Subject}' of tenant '{caller.Tenant}' may not run agent '{agent}'. Give it the grant with IGrantStore.AddAsync.");
            }

            var found = await spec.ConfigureAwait(false)
                ?? throw new NotFoundException($"Tenant '{caller.Tenant}' has no agent '{agent}'. Save one with IAgentStore.SaveAsync.");
            return new RunPlan(found, providers.GetClient(found.Provider), tools.For(found));
        }
        catch
        {
            await siblings.CancelAsync().ConfigureAwait(false);
            allowed.ObserveError();
            spec.ObserveError();
            throw;
        }
    }
}
