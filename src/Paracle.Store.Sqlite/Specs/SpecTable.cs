using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Data.Sqlite;

namespace Paracle.Store.Sqlite;

/// <summary>The specs of one kind, read and written within a session.</summary>
internal sealed class SpecTable<TSpec>(SpecKind kind, JsonTypeInfo<TSpec> json)
{
    private readonly string _word = kind == SpecKind.Agent ? "agent" : "workflow";

    public Versioned<TSpec>? Find(SqliteSession session, TenantId tenant, string name)
    {
        using var reader = session.Query(SpecSql.Find, ("$tenant", tenant.Value), ("$kind", (long)kind), ("$name", name));
        return reader.Read() ? Read(reader) : null;
    }

    public Page<Versioned<TSpec>> List(SqliteSession session, TenantId tenant, string after, int size)
    {
        var specs = new List<(string Name, Versioned<TSpec> Spec)>();
        using var reader = session.Query(
            SpecSql.List, ("$tenant", tenant.Value), ("$kind", (long)kind), ("$after", after), ("$limit", size + 1));
        while (reader.Read())
        {
            specs.Add((reader.GetString(0), Read(reader)));
        }

        var page = Pages.Of(specs, size, static spec => spec.Name);
        return new Page<Versioned<TSpec>>(page.Items.Select(item => item.Spec).ToList(), page.NextCursor);
    }

    /// <summary>Writes with one statement, after the check of the version.</summary>
    public Versioned<TSpec> Save(SqliteSession session, TenantId tenant, SpecToSave<TSpec> save)
    {
        var (version, createdAt) = FindVersion(session, tenant, save.Name);
        SpecVersions.Require(_word, save.Name, save.ExpectedVersion, version);
        session.Execute(
            SpecSql.Save,
            ("$tenant", tenant.Value),
            ("$kind", (long)kind),
            ("$name", save.Name),
            ("$parent", save.Parent),
            ("$version", version + 1),
            ("$body", save.Body),
            ("$now", save.Now));
        return new Versioned<TSpec>(
            save.Spec, version + 1, DateTimeOffset.FromUnixTimeMilliseconds(createdAt ?? save.Now), DateTimeOffset.FromUnixTimeMilliseconds(save.Now));
    }

    /// <summary>Writes with one statement, after the check of the version.</summary>
    public bool Delete(SqliteSession session, TenantId tenant, string name, long? expectedVersion)
    {
        var (version, _) = FindVersion(session, tenant, name);
        if (version == 0)
        {
            return false;
        }

        SpecVersions.Require(_word, name, expectedVersion, version);
        return session.Execute(SpecSql.Delete, ("$tenant", tenant.Value), ("$kind", (long)kind), ("$name", name)) == 1;
    }

    public Versioned<TSpec> Read(SqliteDataReader reader) => new(
        Deserialize(reader.GetString(0), reader.GetString(2)),
        reader.GetInt64(1),
        DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(3)),
        DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(4)));

    private static (long Version, long? CreatedAt) Version(SqliteDataReader reader) => reader.Read() ? (reader.GetInt64(0), reader.GetInt64(1)) : (0, null);

    private (long Version, long? CreatedAt) FindVersion(SqliteSession session, TenantId tenant, string name)
    {
        using var reader = session.Query(SpecSql.FindVersion, ("$tenant", tenant.Value), ("$kind", (long)kind), ("$name", name));
        return Version(reader);
    }

    private TSpec Deserialize(string name, string body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, json)!;
        }
        catch (JsonException exception)
        {
            throw new UnavailableException($"The {_word} '{name}' as stored cannot be read: it was changed by other hands. Save it again.", exception);
        }
    }
}
