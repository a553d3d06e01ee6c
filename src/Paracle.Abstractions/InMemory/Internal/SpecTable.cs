using System.Runtime.InteropServices;

namespace Paracle;

/// <summary>The specs of one kind. Not safe for concurrent use: its owner locks.</summary>
internal sealed class SpecTable<TSpec>(string kind, InMemoryOptions options, TimeProvider timeProvider)
{
    private readonly MemoryBound _bound = new(options.MaxSpecs, nameof(options.MaxSpecs));
    private readonly Dictionary<TenantId, Shelf> _shelves = [];
    private int _count;

    public Versioned<TSpec>? Find(TenantId tenant, string name) =>
        _shelves.TryGetValue(tenant, out var shelf) ? shelf.Specs.GetValueOrDefault(name) : null;

    public IEnumerable<TSpec> All(TenantId tenant) =>
        _shelves.TryGetValue(tenant, out var shelf) ? shelf.Specs.Values.Select(spec => spec.Value) : [];

    public Versioned<TSpec> Save(TenantId tenant, string name, TSpec spec, long? expectedVersion)
    {
        var stored = Find(tenant, name);
        SpecVersions.Require(kind, name, expectedVersion, stored?.Version ?? 0);
        var now = timeProvider.GetUtcNow();
        if (stored is not null)
        {
            return _shelves[tenant].Specs[name] = new Versioned<TSpec>(spec, stored.Version + 1, stored.CreatedAt, now);
        }

        _bound.RequireRoom(_count);
        _count++;
        var shelf = CollectionsMarshal.GetValueRefOrAddDefault(_shelves, tenant, out _) ??= new Shelf();
        shelf.Names.Add(name);
        return shelf.Specs[name] = new Versioned<TSpec>(spec, 1, now, now);
    }

    public bool Delete(TenantId tenant, string name, long? expectedVersion)
    {
        if (Find(tenant, name) is not { } stored)
        {
            return false;
        }

        SpecVersions.Require(kind, name, expectedVersion, stored.Version);
        _count--;
        var shelf = _shelves[tenant];
        shelf.Specs.Remove(name);
        shelf.Names.Remove(name);
        if (shelf.Names.Count == 0)
        {
            _shelves.Remove(tenant);
        }

        return true;
    }

    public Page<Versioned<TSpec>> List(TenantId tenant, PageRequest page)
    {
        page.Validate();
        var cursor = page.Cursor is null ? null : InputRules.RequireName(PageCursor.Read(page.Cursor), "cursor");
        if (!_shelves.TryGetValue(tenant, out var shelf))
        {
            return new Page<Versioned<TSpec>>([], null);
        }

        var names = Keyset.Page(cursor is null ? shelf.Names : Keyset.After(shelf.Names, cursor), page.Size, static name => name);
        return new Page<Versioned<TSpec>>(names.Items.Select(name => shelf.Specs[name]).ToList(), names.NextCursor);
    }

    private sealed class Shelf
    {
        public Dictionary<string, Versioned<TSpec>> Specs { get; } = new(StringComparer.Ordinal);

        public SortedSet<string> Names { get; } = new(StringComparer.Ordinal);
    }
}
