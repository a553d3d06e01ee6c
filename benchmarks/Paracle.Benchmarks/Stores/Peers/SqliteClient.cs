using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Paracle.Benchmarks.Stores.Peers;

/// <summary>Microsoft.Data.Sqlite by hand: prepared statements, one connection that writes and one for each thread that reads.</summary>
internal sealed class SqliteClient : IDisposable
{
    public const string Name = "Microsoft.Data.Sqlite";

    private const string Columns =
        "tenant, id, version, state, kind, subject, target, host, started_at, ended_at, input_tokens, output_tokens, cost, error_code, error_message, input, output";

    private readonly SqliteConnection _writer;
    private readonly SqliteCommand _insert;
    private readonly ThreadLocal<SqliteCommand> _find;

    public SqliteClient(string file)
    {
        _writer = Open(file);
        _insert = _writer.CreateCommand();
        _insert.CommandText = $"INSERT INTO execution ({Columns}) VALUES ({string.Join(", ", Columns.Split(", ").Select(column => $"${column}"))})";
        foreach (var column in Columns.Split(", "))
        {
            _insert.Parameters.Add(new SqliteParameter { ParameterName = $"${column}" });
        }

        _find = new ThreadLocal<SqliteCommand>(() => Find(file), trackAllValues: true);
    }

    /// <summary>Inserts rows in one transaction.</summary>
    public void Insert(IEnumerable<Execution> executions)
    {
        using var transaction = _writer.BeginTransaction();
        _insert.Transaction = transaction;
        foreach (var execution in executions)
        {
            SetValues(execution);
            _insert.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    public void Read(ExecutionId id)
    {
        var find = _find.Value!;
        find.Parameters[1].Value = id.Value.ToByteArray(bigEndian: true);
        using var reader = find.ExecuteReader();
        if (!reader.Read())
        {
            throw new InvalidOperationException($"Execution {id} was not found.");
        }

        _ = Row(reader, id);
    }

    public void Dispose()
    {
        foreach (var find in _find.Values)
        {
            find.Connection!.Dispose();
        }

        _find.Dispose();
        _writer.Dispose();
    }

    private static SqliteConnection Open(string file)
    {
        var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var settings = connection.CreateCommand();
        settings.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL";
        settings.ExecuteNonQuery();
        return connection;
    }

    private static SqliteCommand Find(string file)
    {
        var command = Open(file).CreateCommand();
        command.CommandText = $"SELECT {Columns} FROM execution WHERE tenant = $tenant AND id = $id";
        command.Parameters.AddWithValue("$tenant", TenantId.Default.Value);
        command.Parameters.Add(new SqliteParameter { ParameterName = "$id" });
        return command;
    }

    private static ExecutionRow Row(SqliteDataReader reader, ExecutionId id) => new()
    {
        Tenant = reader.GetString(0),
        Id = new Guid(reader.GetFieldValue<byte[]>(1), bigEndian: true),
        CreatedAt = id.CreatedAt.UtcDateTime,
        Version = reader.GetInt64(2),
        State = reader.GetInt16(3),
        Kind = reader.GetInt16(4),
        Subject = reader.GetString(5),
        Target = reader.GetString(6),
        Host = reader.IsDBNull(7) ? null : reader.GetString(7),
        StartedAt = reader.IsDBNull(8) ? null : DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(8)).UtcDateTime,
        EndedAt = reader.IsDBNull(9) ? null : DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(9)).UtcDateTime,
        InputTokens = reader.IsDBNull(10) ? null : reader.GetInt64(10),
        OutputTokens = reader.IsDBNull(11) ? null : reader.GetInt64(11),
        Cost = reader.IsDBNull(12) ? null : decimal.Parse(reader.GetString(12), CultureInfo.InvariantCulture),
        ErrorCode = reader.IsDBNull(13) ? null : reader.GetString(13),
        ErrorMessage = reader.IsDBNull(14) ? null : reader.GetString(14),
        Input = reader.GetString(15),
        Output = reader.IsDBNull(16) ? null : reader.GetString(16),
    };

    private void SetValues(Execution execution)
    {
        object?[] values =
        [
            execution.Tenant.Value,
            execution.Id.Value.ToByteArray(bigEndian: true),
            execution.Version,
            (long)execution.State,
            (long)execution.Kind,
            execution.Subject,
            execution.Target,
            execution.Host,
            execution.StartedAt?.ToUnixTimeMilliseconds(),
            execution.EndedAt?.ToUnixTimeMilliseconds(),
            execution.Usage.InputTokens,
            execution.Usage.OutputTokens,
            execution.Cost?.ToString(CultureInfo.InvariantCulture),
            execution.ErrorCode,
            execution.ErrorMessage,
            execution.Input,
            execution.Output,
        ];
        for (var i = 0; i < values.Length; i++)
        {
            _insert.Parameters[i].Value = values[i] ?? DBNull.Value;
        }
    }
}
