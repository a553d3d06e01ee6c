namespace Paracle.Store.Sqlite;

internal sealed class SqliteGrantStore(SqliteDatabase database) : IGrantStore
{
    public async ValueTask AddAsync(Grant grant, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(grant);
        grant.Validate();
        await database.WriteOnceAsync(session => Add(session, grant), cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<bool> RemoveAsync(Grant grant, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(grant);
        grant.Validate();
        return database.WriteOnceAsync(session => session.Execute(GrantSql.Remove, Key(grant)) == 1, cancellationToken);
    }

    public ValueTask<IReadOnlyList<Grant>> GetForSubjectAsync(TenantId tenant, string subject, CancellationToken cancellationToken)
    {
        _ = tenant.Value;
        InputRules.RequireKey(subject, "subject");
        return database.ReadAsync<IReadOnlyList<Grant>>(
            session =>
            {
                var grants = new List<Grant>();
                using var reader = session.Query(GrantSql.OfSubject, ("$tenant", tenant.Value), ("$subject", subject));
                while (reader.Read())
                {
                    var resource = GrantResource.Of((GrantResourceKind)reader.GetInt32(1), reader.GetString(2));
                    grants.Add(new Grant(tenant, subject, (GrantAction)reader.GetInt32(0), resource));
                }

                return grants;
            },
            cancellationToken);
    }

    private static bool Add(SqliteSession session, Grant grant)
    {
        var key = Key(grant);
        var isAdded = session.Execute(GrantSql.Add, [.. key, ("$max", IGrantStore.MaxPerSubject)]) == 1;
        if (!isAdded && session.Scalar(GrantSql.Find, key) is null)
        {
            throw new ConflictException(
                $"The subject already holds {IGrantStore.MaxPerSubject} grants, the most there can be. Take some back, or grant on '{GrantResource.Any}'.");
        }

        return isAdded;
    }

    private static (string Name, object? Value)[] Key(Grant grant) =>
    [
        ("$tenant", grant.Tenant.Value),
        ("$subject", grant.Subject),
        ("$action", (long)grant.Action),
        ("$resource_kind", (long)grant.Resource.Kind),
        ("$resource_name", grant.Resource.Name),
    ];
}
