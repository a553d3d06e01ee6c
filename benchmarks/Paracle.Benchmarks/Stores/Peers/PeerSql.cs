namespace Paracle.Benchmarks.Stores.Peers;

/// <summary>The plain statements that the peers send to the store's own table.</summary>
internal sealed class PeerSql(string schema)
{
    public const string Columns =
        "tenant, created_at, id, version, state, kind, subject, target, host, started_at, ended_at, input_tokens, output_tokens, cost, error_code, error_message, input, output";

    public string Find { get; } = $"SELECT {Columns} FROM {schema}.executions WHERE tenant = $1 AND created_at = $2 AND id = $3";

    public string Insert { get; } =
        $"INSERT INTO {schema}.executions ({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)";

    public string FindByName { get; } = $"SELECT {Aliases} FROM {schema}.executions WHERE tenant = @Tenant AND created_at = @CreatedAt AND id = @Id";

    public string InsertByName { get; } =
        $"INSERT INTO {schema}.executions ({Columns}) VALUES (@Tenant, @CreatedAt, @Id, @Version, @State, @Kind, @Subject, @Target, @Host, @StartedAt, @EndedAt, "
        + "@InputTokens, @OutputTokens, @Cost, @ErrorCode, @ErrorMessage, @Input, @Output)";

    private const string Aliases =
        "tenant Tenant, created_at CreatedAt, id Id, version Version, state State, kind Kind, subject Subject, target Target, host Host, started_at StartedAt, ended_at EndedAt, "
        + "input_tokens InputTokens, output_tokens OutputTokens, cost Cost, error_code ErrorCode, error_message ErrorMessage, input Input, output Output";
}
