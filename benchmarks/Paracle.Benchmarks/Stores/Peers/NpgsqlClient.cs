using System.Runtime.CompilerServices;
using Npgsql;

namespace Paracle.Benchmarks.Stores.Peers;

/// <summary>Npgsql by hand: one statement a call.</summary>
internal sealed class NpgsqlClient(NpgsqlDataSource dataSource, string schema, int connections) : IStoreClient
{
    private readonly PeerSql _sql = new(schema);

    public const string ClientName = "Npgsql";

    public string Name => ClientName;

    public int Connections => connections;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask ReadAsync(ExecutionId id)
    {
        await using var connection = await dataSource.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(_sql.Find, connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = TenantId.Default.Value });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = id.CreatedAt.UtcDateTime });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id.Value });
        await using var reader = await command.ExecuteReaderAsync();
        if (!await reader.ReadAsync())
        {
            throw new InvalidOperationException($"Execution {id} was not found.");
        }

        _ = Read(reader);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask InsertAsync(Execution execution)
    {
        await using var connection = await dataSource.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(_sql.Insert, connection);
        Add(command.Parameters, execution.Tenant.Value);
        Add(command.Parameters, execution.CreatedAt.UtcDateTime);
        Add(command.Parameters, execution.Id.Value);
        Add(command.Parameters, execution.Version);
        Add(command.Parameters, (short)execution.State);
        Add(command.Parameters, (short)execution.Kind);
        Add(command.Parameters, execution.Subject);
        Add(command.Parameters, execution.Target);
        Add(command.Parameters, execution.Host);
        Add(command.Parameters, execution.StartedAt?.UtcDateTime);
        Add(command.Parameters, execution.EndedAt?.UtcDateTime);
        Add(command.Parameters, execution.Usage.InputTokens);
        Add(command.Parameters, execution.Usage.OutputTokens);
        Add(command.Parameters, execution.Cost);
        Add(command.Parameters, execution.ErrorCode);
        Add(command.Parameters, execution.ErrorMessage);
        Add(command.Parameters, execution.Input);
        Add(command.Parameters, execution.Output);
        await command.ExecuteNonQueryAsync();
    }

    private static void Add<T>(NpgsqlParameterCollection parameters, T value) => parameters.Add(new NpgsqlParameter<T> { TypedValue = value });

    private static ExecutionRow Read(NpgsqlDataReader reader) => new()
    {
        Tenant = reader.GetString(0),
        CreatedAt = reader.GetDateTime(1),
        Id = reader.GetGuid(2),
        Version = reader.GetInt64(3),
        State = reader.GetInt16(4),
        Kind = reader.GetInt16(5),
        Subject = reader.GetString(6),
        Target = reader.GetString(7),
        Host = reader.IsDBNull(8) ? null : reader.GetString(8),
        StartedAt = reader.IsDBNull(9) ? null : reader.GetDateTime(9),
        EndedAt = reader.IsDBNull(10) ? null : reader.GetDateTime(10),
        InputTokens = reader.IsDBNull(11) ? null : reader.GetInt64(11),
        OutputTokens = reader.IsDBNull(12) ? null : reader.GetInt64(12),
        Cost = reader.IsDBNull(13) ? null : reader.GetDecimal(13),
        ErrorCode = reader.IsDBNull(14) ? null : reader.GetString(14),
        ErrorMessage = reader.IsDBNull(15) ? null : reader.GetString(15),
        Input = reader.GetString(16),
        Output = reader.IsDBNull(17) ? null : reader.GetString(17),
    };
}
