using Npgsql;

namespace Paracle.Store;

/// <summary>Specs of one kind by their names.</summary>
internal sealed class SpecLookup<TSpec> : IKeyedQuery<NameKey, Versioned<TSpec>?>
{
    private readonly SpecTable<TSpec> _table;
    private readonly NameColumns _names = new();

    public SpecLookup(SpecTable<TSpec> table)
    {
        _table = table;
        Statement = table.FindMany(_names);
    }

    public Versioned<TSpec>? Nothing => null;

    public KeptStatement Statement { get; }

    public void Take(List<NameKey> keys) => _names.Take(keys);

    public Versioned<TSpec> Read(NpgsqlDataReader row, NameKey key, Versioned<TSpec>? result) => _table.Read(row, firstColumn: 1).Spec;
}
