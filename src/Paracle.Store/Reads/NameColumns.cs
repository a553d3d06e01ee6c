using Npgsql;
using NpgsqlTypes;

namespace Paracle.Store;

/// <summary>Names turned on their side, as unnest takes them.</summary>
internal sealed class NameColumns
{
    private readonly List<string> _tenants = [];
    private readonly List<string> _names = [];

    public NpgsqlParameter Tenants => SqlValue.Column(NpgsqlDbType.Text, _tenants);

    public NpgsqlParameter Names => SqlValue.Column(NpgsqlDbType.Text, _names);

    public void Take(List<NameKey> keys)
    {
        _tenants.Clear();
        _names.Clear();
        foreach (var key in keys)
        {
            _tenants.Add(key.Tenant.Value);
            _names.Add(key.Name);
        }
    }
}
