using Npgsql;
using Paracle.Testing;

namespace Paracle.Store.Tests;

/// <summary>A role that may read and write the tables of a schema and create nothing.</summary>
internal sealed class TestRole : IAsyncDisposable
{
    private readonly TestSchema _schema;

    private TestRole(TestSchema schema) => _schema = schema;

    public string Name { get; } = $"role_{Guid.NewGuid():N}";

    public string ConnectionString => new NpgsqlConnectionStringBuilder(TestServers.Postgres) { Username = Name, Password = Name }.ConnectionString;

    public static async Task<TestRole> CreateAsync(TestSchema schema)
    {
        var role = new TestRole(schema);
        await Sql.ExecuteAsync($"CREATE ROLE {role.Name} LOGIN PASSWORD '{role.Name}'");
        await role.GrantAsync();
        return role;
    }

    /// <summary>What the docs tell to grant.</summary>
    private Task<int> GrantAsync() => Sql.ExecuteAsync(
        $"""
        GRANT USAGE ON SCHEMA {_schema.Name} TO {Name};
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {_schema.Name} TO {Name};
        ALTER DEFAULT PRIVILEGES IN SCHEMA {_schema.Name} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {Name};
        """);

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await Sql.ExecuteAsync($"DROP OWNED BY {Name}; DROP ROLE {Name}");
    }
}
