namespace Paracle.Store;

internal sealed class PostgresGrantStore(PostgresDatabase database) : IGrantStore
{
    private readonly GrantSql _sql = new(database.Schema);

    public async ValueTask AddAsync(Grant grant, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(grant);
        grant.Validate();
        var stands = await database.TransactAsync(
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
        var removed = await database.TransactAsync(
            "grants.remove", isRepeatable: false, (session, token) => session.ExecuteAsync(_sql.Remove(grant), token), cancellationToken).ConfigureAwait(false);
        return removed == 1;
    }

    public async ValueTask<IReadOnlyList<Grant>> GetForSubjectAsync(TenantId tenant, string subject, CancellationToken cancellationToken)
    {
        _ = tenant.Value;
        InputRules.RequireKey(subject, "subject");
        return await database.RunAsync(
            "grants.of_subject",
            (session, token) => session.ReadAsync(
                _sql.OfSubject(tenant, subject),
                reader => new Grant(
                    tenant, subject, (GrantAction)reader.GetInt16(0), GrantResource.Of((GrantResourceKind)reader.GetInt16(1), reader.GetString(2))),
                token),
            cancellationToken).ConfigureAwait(false);
    }
}
