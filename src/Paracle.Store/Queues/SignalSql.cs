namespace Paracle.Store;

/// <summary>What waiting for appends needs. All hosts of a schema share a channel, named as the schema.</summary>
internal sealed class SignalSql(SqlIdentifier schema)
{
    private readonly SqlText _await = new($"UPDATE {schema}.queues SET awaited = true WHERE name = $1 AND NOT awaited");

    /// <summary>Hears of appends on this connection from now on.</summary>
    public SqlText Listen { get; } = new($"LISTEN {schema}");

    /// <summary>Lets the next append tell.</summary>
    public SqlStatement Await(string queue) => new(_await, SqlValue.Text(queue));
}
