using Npgsql;

namespace Paracle.Store;

/// <summary>Rows of executions, written and read within a session.</summary>
internal sealed class ExecutionTable(SqlIdentifier schema)
{
    private readonly ExecutionSql _sql = new(schema);

    public async Task<Page<Execution>> ListAsync(PostgresSession session, ExecutionRange range, CancellationToken cancellationToken)
    {
        var rows = await session.ReadAsync(_sql.List(range), reader => Read(reader, range.Tenant), cancellationToken).ConfigureAwait(false);
        return Pages.Of(rows, range.Limit - 1, static execution => execution.Id.ToString());
    }

    public static Execution Read(NpgsqlDataReader reader, TenantId tenant, int firstColumn = 0) => new()
    {
        Tenant = tenant,
        Id = new ExecutionId(reader.GetGuid(firstColumn)),
        Version = reader.GetInt64(firstColumn + 1),
        State = (ExecutionState)reader.GetInt16(firstColumn + 2),
        Kind = (ExecutionKind)reader.GetInt16(firstColumn + 3),
        Subject = reader.GetString(firstColumn + 4),
        Target = reader.GetString(firstColumn + 5),
        Host = Columns.Text(reader, firstColumn + 6),
        StartedAt = Columns.TimeOrNull(reader, firstColumn + 7),
        EndedAt = Columns.TimeOrNull(reader, firstColumn + 8),
        Usage = new TokenUsage(Columns.Number(reader, firstColumn + 9), Columns.Number(reader, firstColumn + 10)),
        Cost = Columns.Money(reader, firstColumn + 11),
        ErrorCode = Columns.Text(reader, firstColumn + 12),
        ErrorMessage = Columns.Text(reader, firstColumn + 13),
        Input = reader.GetString(firstColumn + 14),
        Output = Columns.Text(reader, firstColumn + 15),
    };
}
