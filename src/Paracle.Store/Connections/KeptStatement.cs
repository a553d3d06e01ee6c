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
    private readonly NpgsqlCommand _command;

    public KeptStatement(SqlText text, params NpgsqlParameter[] values)
    {
        _command = new NpgsqlCommand(text.Value);
        _command.Parameters.AddRange(values);
    }

    /// <summary>The command over a connection, to be given back by <see cref="Release"/>.</summary>
    public NpgsqlCommand Over(NpgsqlConnection connection, int seconds)
    {
        (_command.Connection, _command.CommandTimeout) = (connection, seconds);
        return _command;
    }

    public void Release() => _command.Connection = null;
}
