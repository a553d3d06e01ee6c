namespace Paracle.Benchmarks.Stores.Peers;

/// <summary>A row of executions as mappers take and give it; the names are the columns'.</summary>
internal sealed class ExecutionRow
{
    public required string Tenant { get; init; }

    public required DateTime CreatedAt { get; init; }

    public required Guid Id { get; init; }

    public required long Version { get; init; }

    public required short State { get; init; }

    public required short Kind { get; init; }

    public required string Subject { get; init; }

    public required string Target { get; init; }

    public string? Host { get; init; }

    public DateTime? StartedAt { get; init; }

    public DateTime? EndedAt { get; init; }

    public long? InputTokens { get; init; }

    public long? OutputTokens { get; init; }

    public decimal? Cost { get; init; }

    public string? ErrorCode { get; init; }

    public string? ErrorMessage { get; init; }

    public required string Input { get; init; }

    public string? Output { get; init; }

    public static ExecutionRow Of(Execution execution) => new()
    {
        Tenant = execution.Tenant.Value,
        CreatedAt = execution.CreatedAt.UtcDateTime,
        Id = execution.Id.Value,
        Version = execution.Version,
        State = (short)execution.State,
        Kind = (short)execution.Kind,
        Subject = execution.Subject,
        Target = execution.Target,
        Host = execution.Host,
        StartedAt = execution.StartedAt?.UtcDateTime,
        EndedAt = execution.EndedAt?.UtcDateTime,
        InputTokens = execution.Usage.InputTokens,
        OutputTokens = execution.Usage.OutputTokens,
        Cost = execution.Cost,
        ErrorCode = execution.ErrorCode,
        ErrorMessage = execution.ErrorMessage,
        Input = execution.Input,
        Output = execution.Output,
    };
}
