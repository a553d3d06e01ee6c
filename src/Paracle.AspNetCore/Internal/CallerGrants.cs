using Microsoft.Extensions.Logging;

namespace Paracle.AspNetCore.Internal;

/// <summary>Asks the host's policy what a caller may do with an agent. Running is checked by the runtime itself.</summary>
internal sealed class CallerGrants(IGrantPolicy policy, ILogger<CallerGrants> logger)
{
    public async Task RequireAsync(Caller caller, GrantAction action, string agent, CancellationToken cancellationToken)
    {
        if (await policy.AllowsAsync(caller, action, GrantResource.Agent(agent), cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        Log.Refused(logger, caller.Subject, caller.Tenant.Value, action, agent);
        throw new AccessDeniedException($"Subject '{caller.Subject}' of tenant '{caller.Tenant}' holds no grant to {action} agent '{agent}'.");
    }

    public ValueTask<bool> MayReadAsync(Caller caller, string agent, CancellationToken cancellationToken) =>
        policy.AllowsAsync(caller, GrantAction.Read, GrantResource.Agent(agent), cancellationToken);
}
