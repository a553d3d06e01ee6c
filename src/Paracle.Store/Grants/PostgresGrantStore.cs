namespace Paracle.Store;

internal sealed class PostgresGrantStore : IGrantStore
{
    private readonly PostgresDatabase _database;
    private readonly GrantSql _sql;
    private readonly CoalescedRead<NameKey, List<Grant>?> _ofSubject;

    public PostgresGrantStore(PostgresDatabase database, CoalescedReads reads)
    {
        _database = database;
        _sql = new GrantSql(database.Schema);
        _ofSubject = reads.Create("grants.of_subject", () => new GrantLookup(database.Schema));
    }

    public async ValueTask AddAsync(Grant grant, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(grant);
        grant.Validate();
        var stands = await _database.TransactAsync(
            "grants.add",
            isRepeatable: true,
            (session, token) => session.ReadAsync([_sql.Lock(grant), _sql.Add(grant, IGrantStore.MaxPerSubject)], static _ => true, token),
            cancellationToken).ConfigureAwait(false);
        if (stands.Count == 0)
        {
            throw new ConflictException(
                $"The subject already holds {IGrantStore.MaxPerSubject} grants, the most there can be. Take some back, or grant on '{GrantResource.Any}'.");
        }
    }

    public async ValueTask<bool> RemoveAsync(Grant grant, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(grant);
        grant.Validate();
        var removed = await _database.TransactAsync(
            "grants.remove", isRepeatable: false, (session, token) => session.ExecuteAsync(_sql.Remove(grant), token), cancellationToken).ConfigureAwait(false);
        return removed == 1;
    }

    public async ValueTask<IReadOnlyList<Grant>> GetForSubjectAsync(TenantId tenant, string subject, CancellationToken cancellationToken)
    {
        _ = tenant.Value;
        InputRules.RequireKey(subject, "subject");
        return await _ofSubject.ReadAsync(new NameKey(tenant, subject), cancellationToken).ConfigureAwait(false) ?? [];
    }
}
