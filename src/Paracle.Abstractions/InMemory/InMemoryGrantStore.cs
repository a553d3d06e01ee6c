namespace Paracle;

/// <summary>Grants in this process's memory, at most <see cref="InMemoryOptions.MaxGrants"/>. They are gone when it ends.</summary>
/// <param name="options">The bounds, or null for their defaults.</param>
public sealed class InMemoryGrantStore(InMemoryOptions? options = null) : IGrantStore
{
    private readonly Lock _lock = new();
    private readonly MemoryBound _bound = new((options ?? new InMemoryOptions()).MaxGrants, nameof(InMemoryOptions.MaxGrants));
    private readonly Dictionary<(TenantId Tenant, string Subject), HashSet<Grant>> _grants = [];
    private int _count;

    /// <inheritdoc/>
    /// <exception cref="LimitExceededException">Memory holds its most grants.</exception>
    public ValueTask AddAsync(Grant grant, CancellationToken cancellationToken)
    {
        Validate(grant, cancellationToken);
        lock (_lock)
        {
            var held = _grants.GetValueOrDefault((grant.Tenant, grant.Subject)) ?? [];
            if (held.Contains(grant))
            {
                return ValueTask.CompletedTask;
            }

            if (held.Count >= IGrantStore.MaxPerSubject)
            {
                throw new ConflictException(
                    $"The subject already holds {IGrantStore.MaxPerSubject} grants, the most there can be. Take some back, or grant on '{GrantResource.Any}'.");
            }

            _bound.RequireRoom(_count);
            _count++;
            held.Add(grant);
            _grants[(grant.Tenant, grant.Subject)] = held;
            return ValueTask.CompletedTask;
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> RemoveAsync(Grant grant, CancellationToken cancellationToken)
    {
        Validate(grant, cancellationToken);
        lock (_lock)
        {
            if (!_grants.TryGetValue((grant.Tenant, grant.Subject), out var held) || !held.Remove(grant))
            {
                return ValueTask.FromResult(false);
            }

            _count--;
            if (held.Count == 0)
            {
                _grants.Remove((grant.Tenant, grant.Subject));
            }

            return ValueTask.FromResult(true);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Grant>> GetForSubjectAsync(TenantId tenant, string subject, CancellationToken cancellationToken)
    {
        _ = tenant.Value;
        InputRules.RequireKey(subject, "subject");
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return ValueTask.FromResult<IReadOnlyList<Grant>>(_grants.TryGetValue((tenant, subject), out var held) ? held.ToArray() : []);
        }
    }

    private static void Validate(Grant grant, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(grant);
        grant.Validate();
        cancellationToken.ThrowIfCancellationRequested();
    }
}
