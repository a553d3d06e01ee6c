using Npgsql;
using NpgsqlTypes;

namespace Paracle.Store;

/// <summary>Executions by their ids.</summary>
internal sealed class ExecutionLookup : IKeyedQuery<ExecutionKey, Execution?>
{
    private readonly List<string> _tenants = [];
    private readonly List<DateTime> _createdAt = [];
    private readonly List<Guid> _ids = [];
    private readonly NpgsqlParameter<DateTime> _earliest = SqlValue.Time();
    private readonly NpgsqlParameter<DateTime> _latest = SqlValue.Time();

    public ExecutionLookup(SqlIdentifier schema) => Statement = new KeptStatement(
        ExecutionSql.FindMany(schema),
        SqlValue.Column(NpgsqlDbType.Text, _tenants),
        SqlValue.Column(NpgsqlDbType.TimestampTz, _createdAt),
        SqlValue.Column(NpgsqlDbType.Uuid, _ids),
        _earliest,
        _latest);

    public Execution? Nothing => null;

    public KeptStatement Statement { get; }

    public void Take(List<ExecutionKey> keys)
    {
        _tenants.Clear();
        _createdAt.Clear();
        _ids.Clear();
        var (earliest, latest) = (DateTime.MaxValue, DateTime.MinValue);
        foreach (var key in keys)
        {
            var createdAt = key.Id.CreatedAt.UtcDateTime;
            _tenants.Add(key.Tenant.Value);
            _createdAt.Add(createdAt);
            _ids.Add(key.Id.Value);
            earliest = createdAt < earliest ? createdAt : earliest;
            latest = createdAt > latest ? createdAt : latest;
        }

        (_earliest.TypedValue, _latest.TypedValue) = (earliest, latest);
    }

    public Execution Read(NpgsqlDataReader row, ExecutionKey key, Execution? result) => ExecutionTable.Read(row, key.Tenant, firstColumn: 1);
}
