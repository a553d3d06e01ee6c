using Npgsql;
using NpgsqlTypes;

namespace Paracle.Store;

/// <summary>Executions turned on their side: a list for each column, as unnest takes them. Reused from batch to batch, by one writer at a time.</summary>
internal sealed class ExecutionColumns
{
    private readonly KeptStatement _write;
    private readonly List<string> _tenants = [];
    private readonly List<DateTime> _createdAt = [];
    private readonly List<Guid> _ids = [];
    private readonly List<long> _versions = [];
    private readonly List<short> _states = [];
    private readonly List<short> _kinds = [];
    private readonly List<string> _subjects = [];
    private readonly List<string> _targets = [];
    private readonly List<string?> _hosts = [];
    private readonly List<DateTime?> _startedAt = [];
    private readonly List<DateTime?> _endedAt = [];
    private readonly List<long?> _inputTokens = [];
    private readonly List<long?> _outputTokens = [];
    private readonly List<decimal?> _costs = [];
    private readonly List<string?> _errorCodes = [];
    private readonly List<string?> _errorMessages = [];
    private readonly List<string> _inputs = [];
    private readonly List<string?> _outputs = [];

    public ExecutionColumns(SqlIdentifier schema) => _write = new KeptStatement(ExecutionSql.WriteMany(schema), ToParameters());

    /// <summary>Writes the executions.</summary>
    /// <param name="session">Where.</param>
    /// <param name="applied">Told the id of each row that was inserted or moved on.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask WriteAsync(PostgresSession session, Action<NpgsqlDataReader> applied, CancellationToken cancellationToken) => session.ScanAsync(_write, applied, cancellationToken);

    /// <summary>Takes these executions in place of those before.</summary>
    public void Fill(ReadOnlySpan<Execution> executions)
    {
        Clear();
        foreach (var execution in executions)
        {
            Add(execution);
        }
    }

    /// <summary>Lets go of the texts: an idle writer must not keep a batch alive.</summary>
    public void Clear()
    {
        _tenants.Clear();
        _createdAt.Clear();
        _ids.Clear();
        _versions.Clear();
        _states.Clear();
        _kinds.Clear();
        _subjects.Clear();
        _targets.Clear();
        _hosts.Clear();
        _startedAt.Clear();
        _endedAt.Clear();
        _inputTokens.Clear();
        _outputTokens.Clear();
        _costs.Clear();
        _errorCodes.Clear();
        _errorMessages.Clear();
        _inputs.Clear();
        _outputs.Clear();
    }

    /// <summary>The lists as parameters, in the order of <see cref="ExecutionSql"/>'s columns.</summary>
    public NpgsqlParameter[] ToParameters() =>
    [
        SqlValue.Column(NpgsqlDbType.Text, _tenants),
        SqlValue.Column(NpgsqlDbType.TimestampTz, _createdAt),
        SqlValue.Column(NpgsqlDbType.Uuid, _ids),
        SqlValue.Column(NpgsqlDbType.Bigint, _versions),
        SqlValue.Column(NpgsqlDbType.Smallint, _states),
        SqlValue.Column(NpgsqlDbType.Smallint, _kinds),
        SqlValue.Column(NpgsqlDbType.Text, _subjects),
        SqlValue.Column(NpgsqlDbType.Text, _targets),
        SqlValue.Column(NpgsqlDbType.Text, _hosts),
        SqlValue.Column(NpgsqlDbType.TimestampTz, _startedAt),
        SqlValue.Column(NpgsqlDbType.TimestampTz, _endedAt),
        SqlValue.Column(NpgsqlDbType.Bigint, _inputTokens),
        SqlValue.Column(NpgsqlDbType.Bigint, _outputTokens),
        SqlValue.Column(NpgsqlDbType.Numeric, _costs),
        SqlValue.Column(NpgsqlDbType.Text, _errorCodes),
        SqlValue.Column(NpgsqlDbType.Text, _errorMessages),
        SqlValue.Column(NpgsqlDbType.Text, _inputs),
        SqlValue.Column(NpgsqlDbType.Text, _outputs),
    ];

    private void Add(Execution execution)
    {
        _tenants.Add(execution.Tenant.Value);
        _createdAt.Add(execution.CreatedAt.UtcDateTime);
        _ids.Add(execution.Id.Value);
        _versions.Add(execution.Version);
        _states.Add((short)execution.State);
        _kinds.Add((short)execution.Kind);
        _subjects.Add(execution.Subject);
        _targets.Add(execution.Target);
        _hosts.Add(execution.Host);
        _startedAt.Add(execution.StartedAt?.UtcDateTime);
        _endedAt.Add(execution.EndedAt?.UtcDateTime);
        _inputTokens.Add(execution.Usage.InputTokens);
        _outputTokens.Add(execution.Usage.OutputTokens);
        _costs.Add(execution.Cost);
        _errorCodes.Add(execution.ErrorCode);
        _errorMessages.Add(execution.ErrorMessage);
        _inputs.Add(execution.Input);
        _outputs.Add(execution.Output);
    }
}
