using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Npgsql;

namespace Paracle.Store;

/// <summary>The specs of one kind, read and written within a session. The word is what a spec is; its table is named in the plural.</summary>
internal sealed class SpecTable<TSpec>(SqlIdentifier schema, string word, JsonTypeInfo<TSpec> json)
{
    private readonly SpecSql _sql = new(schema, new SqlIdentifier($"{word}s"));

    public async Task<Versioned<TSpec>?> FindAsync(PostgresSession session, TenantId tenant, string name, CancellationToken cancellationToken) =>
        (await session.ReadAsync(_sql.Find(tenant, name), Read, cancellationToken).ConfigureAwait(false)).SingleOrDefault().Spec;

    public async Task<Page<Versioned<TSpec>>> ListAsync(PostgresSession session, TenantId tenant, string after, int size, CancellationToken cancellationToken)
    {
        var rows = await session.ReadAsync(_sql.List(tenant, after, size + 1), Read, cancellationToken).ConfigureAwait(false);
        var page = Pages.Of(rows, size, static row => row.Name);
        return new Page<Versioned<TSpec>>(page.Items.Select(row => row.Spec).ToList(), page.NextCursor);
    }

    /// <summary>Takes the tenant's turn to change specs of this kind, until the transaction ends.</summary>
    public Task LockAsync(PostgresSession session, TenantId tenant, CancellationToken cancellationToken) => session.ExecuteAsync(_sql.Lock(tenant), cancellationToken);

    /// <summary>Writes, after the check of the version.</summary>
    public async Task<Versioned<TSpec>> SaveAsync(PostgresSession session, SpecToSave<TSpec> save, CancellationToken cancellationToken)
    {
        var (version, createdAt) = await FindVersionAsync(session, save.Tenant, save.Name, cancellationToken).ConfigureAwait(false);
        SpecVersions.Require(word, save.Name, save.ExpectedVersion, version);
        await session.ExecuteAsync(_sql.Save(save.Tenant, save.Name, version + 1, save.Body, save.Now), cancellationToken).ConfigureAwait(false);
        return new Versioned<TSpec>(save.Spec, version + 1, createdAt ?? save.Now, save.Now);
    }

    /// <summary>Deletes, after the check of the version.</summary>
    public async Task<bool> DeleteAsync(PostgresSession session, TenantId tenant, string name, long? expectedVersion, CancellationToken cancellationToken)
    {
        var (version, _) = await FindVersionAsync(session, tenant, name, cancellationToken).ConfigureAwait(false);
        if (version == 0)
        {
            return false;
        }

        SpecVersions.Require(word, name, expectedVersion, version);
        return await session.ExecuteAsync(_sql.Delete(tenant, name), cancellationToken).ConfigureAwait(false) == 1;
    }

    public KeptStatement FindMany(NameColumns names) => _sql.FindMany(names);

    public (string Name, Versioned<TSpec> Spec) Read(NpgsqlDataReader reader) => Read(reader, firstColumn: 0);

    public (string Name, Versioned<TSpec> Spec) Read(NpgsqlDataReader reader, int firstColumn)
    {
        var name = reader.GetString(firstColumn);
        return (name, new Versioned<TSpec>(
            Deserialize(name, reader.GetString(firstColumn + 2)),
            reader.GetInt64(firstColumn + 1),
            Columns.Time(reader, firstColumn + 3),
            Columns.Time(reader, firstColumn + 4)));
    }

    // Under the tenant's turn: of two who find nothing, or the same version, the second must see what the first did.
    private async Task<(long Version, DateTimeOffset? CreatedAt)> FindVersionAsync(
        PostgresSession session, TenantId tenant, string name, CancellationToken cancellationToken)
    {
        var rows = await session.ReadAsync(
            [_sql.Lock(tenant), _sql.FindVersion(tenant, name)],
            static reader => (reader.GetInt64(0), (DateTimeOffset?)Columns.Time(reader, 1)),
            cancellationToken).ConfigureAwait(false);
        return rows.SingleOrDefault();
    }

    private TSpec Deserialize(string name, string body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, json)!;
        }
        catch (JsonException exception)
        {
            throw new UnavailableException($"The {word} '{name}' as stored cannot be read: it was changed by other hands. Save it again.", exception);
        }
    }
}
