using Npgsql;

namespace Paracle.Store;

/// <summary>Grants by their subjects.</summary>
internal sealed class GrantLookup(GrantSql sql) : IKeyedQuery<NameKey, List<Grant>?>
{
    public List<Grant>? Nothing => null;

    public SqlStatement Select(IReadOnlyList<NameKey> keys) => sql.OfSubjects(keys);

    public List<Grant> Read(NpgsqlDataReader row, NameKey key, List<Grant>? result)
    {
        result ??= [];
        result.Add(new Grant(
            key.Tenant, key.Name, (GrantAction)row.GetInt16(1), GrantResource.Of((GrantResourceKind)row.GetInt16(2), row.GetString(3))));
        return result;
    }
}
