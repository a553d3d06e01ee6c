using Npgsql;

namespace Paracle.Store;

/// <summary>Agents by their names, each with its ancestors.</summary>
internal sealed class LineageLookup : IKeyedQuery<NameKey, List<Versioned<AgentSpec>>?>
{
    private readonly SpecTable<AgentSpec> _table;
    private readonly NameColumns _names = new();

    public LineageLookup(InheritanceSql sql, SpecTable<AgentSpec> table)
    {
        _table = table;
        Statement = sql.Lineages(_names);
    }

    public List<Versioned<AgentSpec>>? Nothing => null;

    public KeptStatement Statement { get; }

    public void Take(List<NameKey> keys) => _names.Take(keys);

    public List<Versioned<AgentSpec>> Read(NpgsqlDataReader row, NameKey key, List<Versioned<AgentSpec>>? result)
    {
        result ??= [];
        result.Add(_table.Read(row, firstColumn: 1).Spec);
        return result;
    }
}
