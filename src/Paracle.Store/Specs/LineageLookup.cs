using Npgsql;

namespace Paracle.Store;

/// <summary>Agents by their names, each with its ancestors.</summary>
internal sealed class LineageLookup(InheritanceSql sql, SpecTable<AgentSpec> table) : IKeyedQuery<NameKey, List<Versioned<AgentSpec>>?>
{
    public List<Versioned<AgentSpec>>? Nothing => null;

    public SqlStatement Select(IReadOnlyList<NameKey> keys) => sql.Lineages(keys);

    public List<Versioned<AgentSpec>> Read(NpgsqlDataReader row, NameKey key, List<Versioned<AgentSpec>>? result)
    {
        result ??= [];
        result.Add(table.Read(row, firstColumn: 1).Spec);
        return result;
    }
}
