using Microsoft.Extensions.Options;

namespace Paracle.Runtime.Internal.Grants;

/// <summary>Allows what a grant covers. An error of the store is an error, never a yes and never an older answer.</summary>
internal sealed class CachedGrantPolicy(IGrantStore store, IOptions<RuntimeOptions> options, TimeProvider timeProvider) : IGrantPolicy
{
    private readonly GrantCache _cache = new(options.Value.GrantCacheLifetime, options.Value.GrantCacheCapacity, timeProvider);
    private readonly SingleFlight<GrantKey, IReadOnlyList<Grant>> _flights = new();

    public ValueTask<bool> AllowsAsync(Caller caller, GrantAction action, GrantResource resource, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(resource);
        var key = new GrantKey(caller.Tenant, caller.Subject);
        return _cache.TryGet(key, out var grants)
            ? new ValueTask<bool>(Covers(grants, action, resource))
            : LoadAndAskAsync(key, action, resource, cancellationToken);
    }

    private static bool Covers(IReadOnlyList<Grant> grants, GrantAction action, GrantResource resource)
    {
        foreach (var grant in grants)
        {
            if (grant.Action == action && grant.Resource.Covers(resource))
            {
                return true;
            }
        }

        return false;
    }

    private async ValueTask<bool> LoadAndAskAsync(GrantKey key, GrantAction action, GrantResource resource, CancellationToken cancellationToken)
    {
        try
        {
            return Covers(await _flights.RunAsync(key, token => LoadAsync(key, token), cancellationToken).ConfigureAwait(false), action, resource);
        }
        catch (Exception exception) when (exception is not ParacleException && !cancellationToken.IsCancellationRequested)
        {
            throw new UnavailableException(
                $"The grants of tenant '{key.Tenant}' could not be read ({exception.GetType().Name}), so nothing is allowed. Try again once the grant store answers.",
                exception);
        }
    }

    private async Task<IReadOnlyList<Grant>> LoadAsync(GrantKey key, CancellationToken cancellationToken)
    {
        var readAt = timeProvider.GetTimestamp();
        var stored = await store.GetForSubjectAsync(key.Tenant, key.Subject, cancellationToken).ConfigureAwait(false);

        // A store that answers for somebody else must not widen what this subject may do.
        Grant[] grants = [.. stored.Where(grant => grant.Tenant == key.Tenant && string.Equals(grant.Subject, key.Subject, StringComparison.Ordinal))];
        _cache.Keep(key, grants, readAt);
        return grants;
    }
}
