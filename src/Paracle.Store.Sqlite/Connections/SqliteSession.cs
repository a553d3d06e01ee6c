using Microsoft.Data.Sqlite;

namespace Paracle.Store.Sqlite;

/// <summary>An open connection with its prepared statements. Used by one thread at a time.</summary>
internal sealed class SqliteSession(SqliteConnection connection) : IDisposable
{
    // Statements are constants: comparing references spares hashing their text on every use.
    private readonly Dictionary<string, SqliteCommand> _commands = new(ReferenceEqualityComparer.Instance);

    public void Open() => connection.Open();

    /// <summary>Runs a statement and counts the rows it changed.</summary>
    public int Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> values) => Prepare(sql, values).ExecuteNonQuery();

    /// <summary>Runs a statement that gives one value; null when it gives no row or NULL.</summary>
    public object? Scalar(string sql, params ReadOnlySpan<(string Name, object? Value)> values) =>
        Prepare(sql, values).ExecuteScalar() is var value and not DBNull ? value : null;

    /// <summary>Runs a query. Dispose the reader before the next use: an open one holds its snapshot and stops checkpoints.</summary>
    public SqliteDataReader Query(string sql, params ReadOnlySpan<(string Name, object? Value)> values) => Prepare(sql, values).ExecuteReader();

    /// <summary>Runs a script once, without keeping it prepared.</summary>
    public void Run(string script)
    {
        using var command = connection.CreateCommand();
        command.CommandText = script;
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        foreach (var command in _commands.Values)
        {
            command.Dispose();
        }

        connection.Dispose();
    }

    private SqliteCommand Prepare(string sql, ReadOnlySpan<(string Name, object? Value)> values)
    {
        if (_commands.TryGetValue(sql, out var command))
        {
            for (var i = 0; i < values.Length; i++)
            {
                command.Parameters[i].Value = values[i].Value ?? DBNull.Value;
            }

            return command;
        }

        command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        _commands.Add(sql, command);
        return command;
    }
}
