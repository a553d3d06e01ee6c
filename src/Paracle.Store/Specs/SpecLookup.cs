using Npgsql;

namespace Paracle.Store;

/// <summary>Specs of one kind by their names.</summary>
internal sealed class SpecLookup<TSpec>(SpecTable<TSpec> table) : IKeyedQuery<NameKey, Versioned<TSpec>?>
{
    public Versioned<TSpec>? Nothing => null;

    public SqlStatement Select(IReadOnlyList<NameKey> keys) => table.FindMany(keys);

    public Versioned<TSpec> Read(NpgsqlDataReader row, NameKey key, Versioned<TSpec>? result) => table.Read(row, firstColumn: 1).Spec;
}
