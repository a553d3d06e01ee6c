using Npgsql;

namespace Paracle.Store;

/// <summary>
/// A statement that one pipeline runs again and again: its parameters hold the pipeline's own lists, which are filled anew each time. Making both anew
/// took 15 KB a batch of executions.
/// </summary>
#pragma warning disable CA1001 // without a connection a command holds nothing that needs disposing
internal sealed class KeptStatement
#pragma warning restore CA1001
{
    private readonly SqlText _text;
    private readonly NpgsqlParameter[] _values;
    private NpgsqlCommand _command;

    public KeptStatement(SqlText text, params NpgsqlParameter[] values) => (_text, _values, _command) = (text, values, Create(text, values));

    /// <summary>The command over a connection, to be given back by <see cref="Release"/> or <see cref="Abandon"/>.</summary>
    public NpgsqlCommand Over(NpgsqlConnection connection, int seconds)
    {
        (_command.Connection, _command.CommandTimeout) = (connection, seconds);
        return _command;
    }

    /// <summary>After its rows were read to their end.</summary>
    public void Release() => _command.Connection = null;

    /// <summary>After an error: a command whose connection broke counts as under way for ever.</summary>
    public void Abandon()
    {
        _command.Parameters.Clear();
        _command = Create(_text, _values);
    }

    private static NpgsqlCommand Create(SqlText text, NpgsqlParameter[] values)
    {
        var command = new NpgsqlCommand(text.Value);
        command.Parameters.AddRange(values);
        return command;
    }
}
