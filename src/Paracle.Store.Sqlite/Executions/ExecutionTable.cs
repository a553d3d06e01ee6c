using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Paracle.Store.Sqlite;

/// <summary>Rows of executions, written and read within a session.</summary>
internal static class ExecutionTable
{
    /// <summary>Inserts or moves on, in one statement that keeps the highest version and never changes a terminal row.</summary>
    public static ExecutionWriteOutcome Write(SqliteSession session, Execution execution) =>
        session.Execute(
            ExecutionSql.Write,
            ("$tenant", execution.Tenant.Value),
            ("$id", ExecutionKeys.Of(execution.Id)),
            ("$version", execution.Version),
            ("$state", (long)execution.State),
            ("$kind", (long)execution.Kind),
            ("$subject", execution.Subject),
            ("$target", execution.Target),
            ("$host", execution.Host),
            ("$started_at", execution.StartedAt?.ToUnixTimeMilliseconds()),
            ("$ended_at", execution.EndedAt?.ToUnixTimeMilliseconds()),
            ("$input_tokens", execution.Usage.InputTokens),
            ("$output_tokens", execution.Usage.OutputTokens),
            ("$cost", execution.Cost?.ToString(CultureInfo.InvariantCulture)),
            ("$error_code", execution.ErrorCode),
            ("$error_message", execution.ErrorMessage),
            ("$input", execution.Input),
            ("$output", execution.Output)) == 1
            ? ExecutionWriteOutcome.Applied
            : ExecutionWriteOutcome.Superseded;

    public static Execution? Find(SqliteSession session, TenantId tenant, ExecutionId id)
    {
        using var reader = session.Query(ExecutionSql.Find, ("$tenant", tenant.Value), ("$id", ExecutionKeys.Of(id)));
        return reader.Read() ? Read(reader, tenant) : null;
    }

    public static Execution Read(SqliteDataReader reader, TenantId tenant) => new()
    {
        Tenant = tenant,
        Id = ExecutionKeys.Read(reader.GetFieldValue<byte[]>(0)),
        Version = reader.GetInt64(1),
        State = (ExecutionState)reader.GetInt32(2),
        Kind = (ExecutionKind)reader.GetInt32(3),
        Subject = reader.GetString(4),
        Target = reader.GetString(5),
        Host = Columns.Text(reader, 6),
        StartedAt = Columns.Time(reader, 7),
        EndedAt = Columns.Time(reader, 8),
        Usage = new TokenUsage(Columns.Number(reader, 9), Columns.Number(reader, 10)),
        Cost = Columns.Money(reader, 11),
        ErrorCode = Columns.Text(reader, 12),
        ErrorMessage = Columns.Text(reader, 13),
        Input = reader.GetString(14),
        Output = Columns.Text(reader, 15),
    };
}
