namespace Paracle.Runtime.Internal.Grants;

/// <summary>Asks the host's policy, and counts what it refuses.</summary>
internal sealed class GrantGate(IGrantPolicy policy, RuntimeTelemetry telemetry)
{
    public async Task<bool> AllowsAsync(Caller caller, GrantAction action, GrantResource resource, CancellationToken cancellationToken)
    {
        var isAllowed = await policy.AllowsAsync(caller, action, resource, cancellationToken).AsTask().AbandonAtAsync(cancellationToken).ConfigureAwait(false);
        if (!isAllowed)
        {
            telemetry.Denied();
        }

        return isAllowed;
    }
}
