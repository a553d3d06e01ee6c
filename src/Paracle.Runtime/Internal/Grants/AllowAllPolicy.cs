namespace Paracle.Runtime.Internal.Grants;

internal sealed class AllowAllPolicy : IGrantPolicy
{
    public ValueTask<bool> AllowsAsync(Caller caller, GrantAction action, GrantResource resource, CancellationToken cancellationToken) => new(true);
}
