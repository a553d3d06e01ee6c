using Microsoft.Extensions.Logging;

namespace Paracle.Runtime.Internal.Grants;

/// <summary>Asks the host's policy, and counts and logs what it refuses.</summary>
internal sealed class GrantGate(IGrantPolicy policy, RuntimeTelemetry telemetry, ILogger<GrantGate> logger)
{
    public async Task<bool> AllowsAsync(Caller caller, GrantAction action, GrantResource resource, CancellationToken cancellationToken)
    {
        if (await policy.AllowsAsync(caller, action, resource, cancellationToken).ConfigureAwait(false))
        {
            return true;
        }

        telemetry.Denied();
        Log.Refused(logger, caller.Subject, caller.Tenant.Value, action, resource.Kind, resource.Name);
        return false;
    }
}
