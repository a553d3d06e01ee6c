using Npgsql;
using NpgsqlTypes;

namespace Paracle.Store;

/// <summary>Grants by their subjects.</summary>
internal sealed class GrantLookup : IKeyedQuery<NameKey, List<Grant>?>
{
    private readonly List<string> _tenants = [];
    private readonly List<byte[]> _subjects = [];

    public GrantLookup(SqlIdentifier schema) => Statement = new KeptStatement(
        GrantSql.OfSubjects(schema), SqlValue.Column(NpgsqlDbType.Text, _tenants), SqlValue.Column(NpgsqlDbType.Bytea, _subjects));

    public List<Grant>? Nothing => null;

    public KeptStatement Statement { get; }

    public void Take(List<NameKey> keys)
    {
        _tenants.Clear();
        _subjects.Clear();
        foreach (var key in keys)
        {
            _tenants.Add(key.Tenant.Value);
            _subjects.Add(KeyHash.Of(key.Name));
        }
    }

    public List<Grant> Read(NpgsqlDataReader row, NameKey key, List<Grant>? result)
    {
        result ??= [];
        result.Add(new Grant(
            key.Tenant, key.Name, (GrantAction)row.GetInt16(1), GrantResource.Of((GrantResourceKind)row.GetInt16(2), row.GetString(3))));
        return result;
    }
}
